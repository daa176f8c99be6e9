"""What the timeline shows: the rows and strips of a State, and the choice between one unit and all."""
