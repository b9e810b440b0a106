/**
 * Makes the connector's classes beans and gives a service its life: {@link
 * aico.bus.connector.app.BusBeans} opens the bus, {@link aico.bus.connector.app.Lifecycle} starts
 * and stops, {@link aico.bus.connector.app.Training} exercises a throwaway service for an AOT
 * cache.
 */
@NullMarked
package aico.bus.connector.app;

import org.jspecify.annotations.NullMarked;
