"""Strategic plans: objectives, outcomes, indicators, what was reached by year, how a plan was made, what of it is public."""
