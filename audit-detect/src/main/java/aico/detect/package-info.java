/**
 * Watches the audit trail: rules and baselines turn events into findings, and findings into alerts.
 *
 * <p>Flow: {@link aico.detect.json.LeafReader} takes from a leaf the fields that anything asks for,
 * {@link aico.detect.Detection} shows the {@link aico.detect.Event} to every detector, and {@link
 * aico.detect.AlertBook} says what becomes of a {@link aico.detect.Finding}. Rules are Sigma, read
 * by {@link aico.detect.sigma.SigmaRules}; {@code SIGMA.md} tells which part of it. Start reading
 * at {@link aico.detect.Detection}.
 *
 * <p>INVARIANT: what a producer sends cannot make any state here grow without bound, or one event
 * cost more than a fixed number of steps for each rule.
 */
@NullMarked
package aico.detect;

import org.jspecify.annotations.NullMarked;
