/**
 * The two classes that JeroMQ's CURVE mechanism calls by these names, here on libsodium instead of
 * jnacl, which does not check the last byte of a MAC and takes public keys of low order. The names
 * and signatures are jnacl's, because JeroMQ 0.6.0 is used unmodified; start reading at {@link
 * aico.bus.crypto.CurveBox}.
 */
@NullMarked
package com.neilalexander.jnacl.crypto;

import org.jspecify.annotations.NullMarked;
