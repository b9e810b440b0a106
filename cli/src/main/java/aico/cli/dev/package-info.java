/**
 * A log in small that serves {@code audit.stream} to the developer of a client: {@link
 * aico.cli.dev.DevStream} speaks the protocol of {@code audit-service/FORMAT.md} with throwaway
 * keys and made-up events, honestly; {@link aico.cli.dev.ClientCase} does to a client what a
 * service, a network and an owner may do to it. Start reading at {@link aico.cli.dev.DevLog}.
 */
@NullMarked
package aico.cli.dev;

import org.jspecify.annotations.NullMarked;
