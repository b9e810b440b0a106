/**
 * What the command asks of the services. {@link aico.cli.bus.SuiteBus} has one method for each
 * question; a typed error reply becomes a {@link aico.cli.CommandFailed}.
 */
@NullMarked
package aico.cli.bus;

import org.jspecify.annotations.NullMarked;
