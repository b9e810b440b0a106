/**
 * What the tests of several modules share: a home with real keys and bundles ({@link
 * aico.bus.testing.TestHome}), a service as it is shipped ({@link
 * aico.bus.testing.ServiceProcess}), audit-service's part played ({@link
 * aico.bus.testing.PlayedAudit}), power cuts ({@link aico.bus.testing.RecordedDisk}), and the rules
 * of the house.
 */
@NullMarked
package aico.bus.testing;

import org.jspecify.annotations.NullMarked;
