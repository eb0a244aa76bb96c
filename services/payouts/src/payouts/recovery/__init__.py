"""What a database that was restored to an earlier copy gets back from the events that it published since."""
