/**
 * The policies and their evaluation by Cedar, a native library.
 *
 * <p>{@link aico.policy.cedar.PolicyTexts} reads the resources; {@link
 * aico.policy.cedar.CedarDecisionEngine} checks and evaluates them. Policies: <a
 * href="https://docs.cedarpolicy.com/">the Cedar language, version 4</a>.
 */
@NullMarked
package aico.policy.cedar;

import org.jspecify.annotations.NullMarked;
