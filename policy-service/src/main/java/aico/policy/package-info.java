/**
 * Decides what a person may do through which program: deny by default, every decision recorded
 * before it is answered.
 *
 * <p>The flow: a service asks {@code policy.decide}; {@code bus} turns that into a {@link
 * aico.policy.Question} in the name of the authenticated service; {@link aico.policy.Decider} asks
 * the {@link aico.policy.DecisionEngine}, hands the {@link aico.policy.Verdict} to the {@link
 * aico.policy.DecisionTrail} and only then answers. Start reading with {@link aico.policy.Decider};
 * the policies themselves are the resources below {@code cedar/}.
 */
@NullMarked
package aico.policy;

import org.jspecify.annotations.NullMarked;
