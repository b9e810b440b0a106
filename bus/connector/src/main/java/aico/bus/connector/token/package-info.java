/** Verifies tokens with jose4j: {@link aico.bus.connector.token.JwsTokenCheck}. */
@NullMarked
package aico.bus.connector.token;

import org.jspecify.annotations.NullMarked;
