//! Distributions (interface only until the files land).
/// Placeholder of the interface.
#[derive(Clone, Debug, PartialEq)]
pub struct Dist;
impl Dist {
    /// fixed
    pub fn deterministic(_x: f64) -> Result<Self, String> {
        Ok(Self)
    }
    /// draw
    pub fn sample(&self, _s: &mut crate::kernel::stream::Stream) -> f64 {
        0.0
    }
    /// mean
    pub fn mean(&self) -> f64 {
        0.0
    }
}
