/**
 * policy-service on the bus: {@link aico.policy.bus.PolicyRequests} answers, {@link
 * aico.policy.bus.TrailDecisions} records.
 */
@NullMarked
package aico.policy.bus;

import org.jspecify.annotations.NullMarked;
