/**
 * Wires policy-service: {@link aico.policy.app.PolicyBeans} makes the parts, {@link
 * aico.policy.app.PolicyLife} loads the policies aside, {@link aico.policy.app.PolicyChannels}
 * stands at the bus.
 */
@NullMarked
package aico.policy.app;

import org.jspecify.annotations.NullMarked;
