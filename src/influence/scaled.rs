//! Influence made weaker or stronger everywhere, to see what depends on its uncertainty.

use super::Influence;

impl Influence {
    /// The same strengths times `factor`, each at most 1.
    ///
    /// # Panics
    /// If `factor` is negative or not finite.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        assert!(factor >= 0.0 && factor.is_finite(), "{factor} scales no influence");
        let scaled = |p: f64| (p * factor).min(1.0);
        match self {
            Self::Uniform(p) => Self::Uniform(scaled(*p)),
            Self::PerTarget(strengths) => {
                Self::PerTarget(strengths.iter().map(|&p| scaled(p)).collect())
            }
            Self::PerEdge(strengths) => {
                let strengths = strengths.iter().map(|&p| scaled(f64::from(p)) as f32);
                Self::PerEdge(strengths.collect())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strengths_grow_up_to_one_and_shrink_down_to_zero() {
        assert_eq!(Influence::Uniform(0.25).scaled(2.0), Influence::Uniform(0.5));
        assert_eq!(Influence::Uniform(0.9).scaled(1.2), Influence::Uniform(1.0));
        let per_target = Influence::PerTarget([0.0, 0.5, 1.0].into());
        assert_eq!(per_target.scaled(1.5), Influence::PerTarget([0.0, 0.75, 1.0].into()));
        let per_edge = Influence::PerEdge([0.5, 0.75].into());
        assert_eq!(per_edge.scaled(0.5), Influence::PerEdge([0.25, 0.375].into()));
        assert_eq!(per_edge.scaled(0.0), Influence::PerEdge([0.0, 0.0].into()));
    }
}
