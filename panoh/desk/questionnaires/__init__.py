"""Questionnaires: asked, scored, shown over time; the Unit's own questions."""
