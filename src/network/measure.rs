//! Numbers that describe a network.
