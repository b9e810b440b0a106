/**
 * Reads rules in a subset of Sigma 2.1, strictly: {@link aico.detect.sigma.SigmaRules} for what a
 * whole set is, {@link aico.detect.sigma.RuleReader} and {@link
 * aico.detect.sigma.CorrelationReader} for one document. {@code SIGMA.md} tells the subset.
 */
@NullMarked
package aico.detect.sigma;

import org.jspecify.annotations.NullMarked;
