use super::*;
use statrs::distribution::{Beta, Continuous, ContinuousCDF, Gamma, Normal, StudentsT};
use statrs::function::{beta::beta_reg, gamma as reference_gamma};

fn assert_close(ours: f64, reference: f64, relative: f64, what: &str) {
    let scale = reference.abs().max(1e-290);
    assert!((ours - reference).abs() <= relative * scale, "{what}: {ours:e} against {reference:e}");
}

#[test]
fn ln_gamma_agrees_with_factorials_and_statrs() {
    let mut factorial = 1.0_f64;
    for n in 1..20 {
        factorial *= f64::from(n);
        assert_close(gamma::ln_gamma(f64::from(n) + 1.0), factorial.ln(), 1e-14, "ln n!");
    }
    for x in [0.01, 0.3, 0.5, 3.7, 12.5, 100.25, 1e4, 1e8] {
        assert_close(gamma::ln_gamma(x), reference_gamma::ln_gamma(x), 1e-12, "ln gamma");
    }
}

#[test]
fn incomplete_gamma_agrees_with_statrs() {
    for a in [0.05, 0.5, 1.0, 2.5, 9.0, 40.0, 300.0] {
        let law = Gamma::new(a, 1.0).unwrap();
        for ratio in [0.01, 0.1, 0.5, 0.9, 1.0, 1.1, 1.5, 2.0] {
            let x = a * ratio;
            let what = format!("gamma a {a} x {x}");
            let (lower, upper) = gamma::regularised(a, x);
            assert_close(lower, reference_gamma::gamma_lr(a, x), 1e-10, &what);
            assert_close(upper, reference_gamma::gamma_ur(a, x), 1e-10, &what);
            assert_close(gamma::density(a, x), law.pdf(x), 1e-10, &what);
        }
    }
}

/// For a whole shape, Q(a, x) is a Poisson sum: e^(−x) Σ xᵏ/k!, k < a.
#[test]
fn incomplete_gamma_agrees_with_poisson_sums() {
    for a in [1_u32, 2, 5, 20, 60] {
        for x in [0.1, 1.0, 5.0, 20.0, 60.0, 150.0] {
            let (mut term, mut sum) = (f64::exp(-x), 0.0);
            for k in 0..a {
                sum += term;
                term *= x / f64::from(k + 1);
            }
            let upper = gamma::regularised(f64::from(a), x).1;
            assert_close(upper, sum, 1e-12, &format!("Q({a}, {x})"));
            let ln_upper = gamma::ln_upper(f64::from(a), x);
            assert!((ln_upper - sum.ln()).abs() < 1e-11 * sum.ln().abs().max(1.0), "ln Q({a}, {x})");
        }
    }
}

#[test]
fn gamma_hazard_continues_where_survival_underflows() {
    // Shape 1 is exponential: hazard 1 everywhere. Shape 2: x/(1+x).
    for x in [0.5, 5.0, 500.0, 5_000.0, 1e8] {
        assert_close(gamma::hazard(1.0, x), 1.0, 1e-13, "shape 1");
        assert_close(gamma::hazard(2.0, x), x / (1.0 + x), 1e-12, "shape 2");
        assert_close(gamma::ln_upper(2.0, x), x.ln_1p() - x, 1e-12, "ln survival, shape 2");
    }
}

#[test]
fn gamma_quantile_inverts() {
    for a in [0.01, 0.05, 0.5, 1.0, 2.5, 9.0, 300.0, 1e5, 1e8] {
        for p in [1e-12, 1e-3, 0.1, 0.5, 0.9, 0.999, 1.0 - 1e-9] {
            let x = gamma::quantile(a, p);
            if x < 1e-300 {
                continue;
            }
            let (lower, upper) = gamma::regularised(a, x);
            let (value, target) = if p < 0.5 { (lower, p) } else { (upper, 1.0 - p) };
            assert_close(value, target, 1e-9, &format!("a {a} p {p} x {x}"));
        }
    }
}

#[test]
fn incomplete_beta_agrees_with_statrs() {
    for a in [0.3, 0.5, 1.0, 2.5, 17.0, 300.0] {
        for b in [0.4, 1.0, 3.0, 42.0, 500.0] {
            let law = Beta::new(a, b).unwrap();
            let mean = a / (a + b);
            for x in [0.01, 0.3, 0.9, 0.99, mean, 0.7 * mean, 1.0 - 0.7 * (1.0 - mean)] {
                let what = format!("beta a {a} b {b} x {x}");
                let (lower, upper) = beta::regularised_pair(a, b, x, 1.0 - x);
                assert_close(lower, beta_reg(a, b, x), 1e-10, &what);
                assert_close(upper, beta_reg(b, a, 1.0 - x), 1e-10, &what);
                assert_close(beta::density(a, b, x, 1.0 - x), law.pdf(x), 1e-10, &what);
            }
        }
    }
}

/// I_x(a, b) for whole a, b is a binomial tail, summed here in plain form.
#[test]
fn incomplete_beta_agrees_with_binomial_sums() {
    for (n, k) in [(10_u32, 3_u32), (40, 39), (100, 50), (200, 1)] {
        for x in [0.01, 0.2, 0.5, 0.95] {
            let mut sum = 0.0;
            for j in k..=n {
                let ln_choose: f64 = (0..j).map(|i| (f64::from(n - i) / f64::from(j - i)).ln()).sum();
                sum += (ln_choose + f64::from(j) * f64::ln(x) + f64::from(n - j) * f64::ln_1p(-x)).exp();
            }
            let ours = beta::regularised(f64::from(k), f64::from(n - k + 1), x);
            assert_close(ours, sum, 1e-11, &format!("n {n} k {k} x {x}"));
        }
    }
}

#[test]
fn beta_quantile_inverts() {
    for a in [0.05, 0.5, 1.0, 3.7, 72.0, 4e3, 1e6] {
        for b in [0.05, 0.5, 1.0, 3.7, 72.0, 4e3, 1e6] {
            for p in [1e-9, 0.001, 0.025, 0.3, 0.5, 0.7, 0.975, 0.999] {
                let x = beta::quantile(a, b, p);
                if !(1e-300..1.0 - 1e-9).contains(&x) {
                    continue;
                }
                let value = beta::regularised(a, b, x);
                // The answer moves by density × x·ε when x moves by one step.
                let step = beta::density(a, b, x, 1.0 - x) * x * 4.0 * f64::EPSILON;
                assert!((value - p).abs() <= 1e-9 * p + step, "a {a} b {b} p {p} x {x}: {value}");
            }
        }
    }
}

#[test]
fn beta_quantile_closed_forms() {
    for p in [0.001, 0.025, 0.5, 0.975] {
        for a in [0.2_f64, 1.0, 7.0, 72.0, 3_688.0, 1e7] {
            assert_close(beta::quantile(a, 1.0, p), f64::powf(p, 1.0 / a), 1e-12, "b = 1");
            let low = -f64::exp_m1(f64::ln_1p(-p) / a);
            assert_close(beta::quantile(1.0, a, p), low, 1e-11, "a = 1");
        }
    }
}

/// Values to 20 digits from mpmath 1.3 (erfc at 50 digits); statrs 0.19's own
/// erfc is good to about 2e-10 only, so the grid uses 1e-9.
#[test]
fn normal_agrees_with_high_precision_values_and_statrs() {
    for (z, cdf) in [
        (-30.0, 4.906713927148187e-198),
        (-12.0, 1.776482112077679e-33),
        (-5.0, 2.866515718791939e-07),
        (-2.5, 0.006209665325776135),
        (-0.725, 0.2342260152126949),
        (0.3, 0.6179114221889527),
        (1.75, 0.9599408431361829),
    ] {
        assert_close(normal::cdf(z), cdf, 1e-13, "normal cdf");
    }
    let law = Normal::standard();
    for i in -300..=300 {
        let z = f64::from(i) / 40.0;
        assert_close(normal::cdf(z), law.cdf(z), 1e-9, "normal cdf");
        assert_close(normal::density(z), law.pdf(z), 1e-12, "normal density");
    }
}

#[test]
fn normal_quantile_inverts_to_the_last_digits() {
    for i in 1..=300 {
        let z = -f64::from(i) / 10.0;
        let back = normal::quantile(normal::cdf(z));
        assert_close(back, z, 2e-15, "lower tail");
    }
    for p in [0.01, 0.2, 0.4, 0.5, 0.6, 0.9, 0.95] {
        assert_close(normal::cdf(normal::quantile(p)), p, 1e-14, "centre");
        assert_close(normal::quantile(1.0 - p), -normal::quantile(p), 1e-13, "symmetry");
    }
    assert_close(normal::quantile(0.975), 1.959_963_984_540_054, 1e-15, "tables");
    assert_eq!(normal::quantile(0.5), 0.0);
    assert_eq!(normal::quantile(0.0), f64::NEG_INFINITY);
    assert_eq!(normal::quantile(1.0), f64::INFINITY);
}

#[test]
fn mills_ratio_joins_at_its_seam_and_lies_between_its_bounds() {
    let below = normal::mills(5.0_f64.next_down());
    assert_close(below, normal::mills(5.0), 1e-12, "seam");
    assert_close(normal::ln_survival(5.0_f64.next_down()), normal::ln_survival(5.0), 1e-13, "seam");
    for z in [5.5, 10.0, 40.0, 1e3] {
        let ratio = normal::mills(z);
        // Gordon (1941): z/(z²+1) < ratio < 1/z.
        assert!(ratio > z / (z * z + 1.0) && ratio < 1.0 / z, "z {z}: {ratio}");
    }
    assert_close(normal::ln_survival(-8.0), -normal::cdf(-8.0), 1e-12, "ln survival");
    for z in [-1.0, 0.0, 1.0, 6.0, 20.0] {
        assert_close(normal::ln_survival(z), normal::cdf(-z).ln(), 1e-12, "ln survival");
    }
}

#[test]
fn student_quantile_against_closed_forms_and_statrs() {
    for p in [1e-6, 0.001, 0.025, 0.2, 0.4, 0.499, 0.6, 0.9, 0.975, 0.9999] {
        let cauchy = (std::f64::consts::PI * (p - 0.5)).tan();
        assert_close(student::quantile(1.0, p), cauchy, 1e-9, "one degree");
        let alpha = 4.0 * p * (1.0 - p);
        let two = 2.0 * (p - 0.5) * (2.0 / alpha).sqrt();
        assert_close(student::quantile(2.0, p), two, 1e-10, "two degrees");
        for freedom in [1.0, 2.5, 5.0, 29.0, 199.0] {
            let t = student::quantile(freedom, p);
            let law = StudentsT::new(0.0, 1.0, freedom).unwrap();
            assert_close(law.cdf(t), p, 1e-10, &format!("freedom {freedom} p {p}"));
        }
    }
    // mpmath 1.3; statrs loses digits near the centre and for large freedom.
    assert_close(student::quantile(1e4, 0.499), -0.002_506_693_566_521_247_5, 1e-12, "centre");
    assert_close(student::quantile(1e7, 1e-6), -4.753_427_112_755_577, 1e-14, "large freedom");
    assert_eq!(student::quantile(7.0, 0.5), 0.0);
    assert_close(student::quantile(10.0, 0.975), 2.228_138_851_986_275, 1e-14, "ten degrees, mpmath");
}
