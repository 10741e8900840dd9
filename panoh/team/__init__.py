"""Those who help: caseload, supervision, debriefs; complaints and thanks about the Unit."""
