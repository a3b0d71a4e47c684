//! What the results look like in a report's JSON: the check that all of them can go there.
//!
//! It must never leave out a result that a report can hold.

use schemars::{JsonSchema, schema_for};
use serde::{Deserialize, Serialize};

use super::{
    BestOption, Comparison, Confidence, Exceedance, Histogram, Moments, Precision, Proportion,
    Quantile, RatioOfMeans, Sorted, UnitCost, best_option, mean_interval,
};

/// One of each result.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct All {
    confidence: Confidence,
    moments: Moments,
    proportion: Proportion,
    median: Option<Quantile>,
    exceedance: Exceedance,
    histogram: Histogram,
    comparison: Comparison,
    best: Vec<BestOption>,
    cost: Option<UnitCost>,
    ratio: Option<RatioOfMeans>,
    precision: [Precision; 2],
}

impl All {
    fn of(a: &[f64], b: &[f64]) -> Self {
        let confidence = Confidence::NINETY_FIVE;
        let sorted = Sorted::of(a);
        let moments = Moments::of(a);
        let proportion = Proportion::at_least(a, 3.0, confidence);
        Self {
            confidence,
            moments,
            proportion,
            median: Quantile::median(&sorted, confidence),
            exceedance: Exceedance::of(&sorted, confidence),
            histogram: Histogram::of(&sorted, 10),
            comparison: Comparison::of(a, b, confidence),
            best: best_option(&[a, b], 1),
            cost: UnitCost::of(100.0, &moments, mean_interval(&moments, confidence)),
            ratio: RatioOfMeans::of(a, b, confidence),
            precision: [
                Precision::of_mean(&moments, 0.01, confidence),
                Precision::of_proportion(&proportion, 0.01, confidence),
            ],
        }
    }
}

/// A number that is not finite would become `null`, and `null` not read back as a number.
#[test]
fn results_of_any_sample_fit_their_schema_and_read_back_the_same() {
    let schema = serde_json::to_value(schema_for!(All)).expect("a schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    let rising: Vec<f64> = (0..500).map(f64::from).collect();
    let falling: Vec<f64> = rising.iter().rev().copied().collect();
    for (a, b) in [
        (&[][..], &[][..]),
        (&[3.0], &[1.0]),
        (&[0.0], &[0.0]),
        (&[0.0, 0.0], &[0.0, 0.0]),
        (&[5.0, 5.0, 5.0], &[0.0, 0.0, 0.0]),
        (&[-1.0, 1.0], &[1.0, -1.0]),
        (&[1e-150, 1e150], &[1e150, 1e-150]),
        (&rising, &falling),
    ] {
        let all = All::of(a, b);
        let json = serde_json::to_value(&all).expect("results are JSON");
        let faults: Vec<String> =
            validator.iter_errors(&json).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{faults:?} in {json}");
        let text = serde_json::to_string(&all).expect("results are JSON");
        assert_eq!(serde_json::from_str::<All>(&text).expect("the JSON reads back"), all);
    }
}

#[test]
fn the_schema_knows_that_a_confidence_is_a_probability() {
    let schema = serde_json::to_value(schema_for!(Confidence)).expect("a schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    for (text, is_valid) in [("0.95", true), ("0", false), ("1.0", false), ("95", false)] {
        let value = serde_json::from_str(text).expect("a number");
        assert_eq!(validator.is_valid(&value), is_valid, "{text}");
    }
}
