/**
 * Proves who a person is: trades the proof of an unlock for a session, and a session for tokens of
 * five minutes, each for one service.
 *
 * <p>The flow: {@link aico.auth.Login} checks key-service's attestation and opens a session bound
 * to the presenting principal and the unlock; {@link aico.auth.Tokens} checks the session's secret
 * and signs a token; {@link aico.auth.Sessions} keeps the sessions, ends them and says which are
 * revoked. A session ends by its owner's word, after 12 hours without use, with the unlock that it
 * came from, and by an alert where the owner chose that. Start reading with {@link
 * aico.auth.Sessions}.
 */
@NullMarked
package aico.auth;

import org.jspecify.annotations.NullMarked;
