/**
 * The {@code aico} command: sets the suite up on one machine, runs it and administers it.
 *
 * <p>Start with {@link aico.cli.Suite}, what the command can do. The drawer {@code cli} turns words
 * of a command line into calls of it and its answers into words or JSON; {@code app} carries them
 * out with the other drawers: {@code storage} (the files of a home), {@code os} (users, packages,
 * processes), {@code bus} (what is asked of the services). {@link aico.cli.HomeLayout} tells where
 * everything stands, {@link aico.cli.Bundles} who may reach whom. A process of its own, the
 * supervisor, keeps the services running; {@link aico.cli.app.SupervisorMain} is where to start
 * reading it.
 */
@NullMarked
package aico.cli;

import org.jspecify.annotations.NullMarked;
