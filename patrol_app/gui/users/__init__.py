"""Who sits at the machine: the gate over the window, idle lock, users and the list of deeds."""
