/**
 * Carries the commands out: {@link aico.cli.app.Main} is the command, {@link
 * aico.cli.app.SupervisorMain} the process that keeps the services running. {@link
 * aico.cli.app.LocalSuite} has one method for each command and hands over to the classes named
 * after what they do.
 */
@NullMarked
package aico.cli.app;

import org.jspecify.annotations.NullMarked;
