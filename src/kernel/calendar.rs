//! Max-min fair sharing (written next).
