/** The management port: the check of the Host header, the bus's health, the topics' meters. */
@NullMarked
package aico.bus.connector.web;

import org.jspecify.annotations.NullMarked;
