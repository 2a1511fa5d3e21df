// Package world is the pretend trade behind every sandbox face: shops, goods, stock, buyers and orders that live on a clock.
//
// It owns the truth. Faces (one package per channel) show this world through a channel's API and write to it; a test asks
// it what a perfect connector would have read. It knows no channel: what a channel can say, how it names things and when
// it takes stock comes from the Profile that a face hands in.
//
// # Two clocks
//
// Stamps (Created, Updated, Package.ShippedAt …) come from the world's clock, which starts at Options.Start and runs as
// fast as the host's. Lives run on a second clock that is Options.Speed times as fast: at speed 60 an order that takes a
// day to be shipped is shipped after 24 minutes, and is stamped with the minute at which that happened. Were the stamps
// sped up too, they would lie in the future of every client: its windows would end before them and its signatures would
// be refused as old. At speed 0 nothing happens by itself, but stamps still move on, so a change made by hand is later
// than everything before it.
//
// # Same seed, same history
//
// The history (about ten days before Start) depends on Options alone. What comes after depends on the seed, too, but also
// on when it is looked at and on what clients write.
//
// # Sharing
//
// Orders and items are values that never change once they can be seen: a change puts a new one in place. So a reader
// keeps what it got without a lock, and must not write to it.
package world
