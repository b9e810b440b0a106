/**
 * The suite as a whole: every test here starts the real command, which starts the real services
 * with real mounts and sockets, in a home of its own below {@code /tmp}. Start with {@link
 * aico.deploy.Suite}.
 */
@NullMarked
package aico.deploy;

import org.jspecify.annotations.NullMarked;
