//! FLOOR 1: a pure model of a site.
