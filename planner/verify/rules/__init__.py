"""One function per rule; the id is shared with the optimiser's constraint of the same name (model.md, "Binds")."""
