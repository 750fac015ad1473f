//! FLOOR 4, native only: the relay.
