//! Salt, and sodium against potassium.

/// Salt equivalent in grams of sodium in milligrams: sodium times 2.54, the ratio of
/// the weights of sodium chloride and sodium (Standard Tables of Food Composition in
/// Japan 2020, chapter 1).
///
/// ```
/// assert_eq!(nuka::diet::score::salt_equivalent_g(1000.0), 2.54);
/// ```
pub fn salt_equivalent_g(sodium_mg: f64) -> f64 {
    sodium_mg * 2.54 / 1000.0
}

/// Sodium over potassium, atoms over atoms (mol/mol), of amounts in milligrams; nothing
/// without potassium. Atomic weights 22.990 and 39.098 (IUPAC 2021).
///
/// ```
/// let ratio = nuka::diet::score::sodium_to_potassium(2299.0, 3909.8).unwrap();
/// assert!((ratio - 1.0).abs() < 1e-12);
/// ```
pub fn sodium_to_potassium(sodium_mg: f64, potassium_mg: f64) -> Option<f64> {
    (potassium_mg > 0.0).then(|| (sodium_mg / 22.990) / (potassium_mg / 39.098))
}
