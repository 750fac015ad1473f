//! FLOOR 4, native only: the simulated site as an HTTP server.
