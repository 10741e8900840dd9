"""The programme of a case: goals and services, versions, conferences, reviews."""
