/**
 * The operating system: processes and who they are, users, packages, mounts, ports. {@link
 * aico.cli.os.ServiceCommand} is the line a service is started with.
 */
@NullMarked
package aico.cli.os;

import org.jspecify.annotations.NullMarked;
