<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>signalbox::ActionText</name>
    <message numerus="yes">
        <source>Sent to %n connection(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>There was no connection</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>All %n were already gone</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>what was done: how it ended</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Already gone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kicked: did not answer and was dropped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kicked: closed cleanly</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Closed: did not answer and was dropped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Closed cleanly</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ping: no answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ping answered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not sent: its queue is full</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n kicked</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n closed</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pinged</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n addressed</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n answered</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n sent</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n closed cleanly</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n did not answer</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not sent, the queue is full</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n already gone</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::AddressButton</name>
    <message>
        <source>Not listening</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the address %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>signalbox::CloseAllDialog</name>
    <message>
        <source>Close All</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Close all %n connection(s)?</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Each gets what is still queued for it, then close code 1000. Clients may connect again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close &amp;All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>signalbox::CommandRow</name>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the command: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>signalbox::Composer</name>
    <message>
        <source>The server is stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name a room</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select a connection first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type a message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line %1, column %2: %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Valid JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;To</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everybody</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Room</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Selected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Selected (%L1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who gets the message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the room</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Room name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind of message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Message to send</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+Enter sends, Ctrl+Up brings back what was sent before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send (Ctrl+Enter)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send the message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size of the message in UTF-8</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>signalbox::ConnectHelp</name>
    <message>
        <source>Address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In a terminal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In the console of the test page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the test page</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>signalbox::ConnectionActions</name>
    <message>
        <source>&amp;Kick…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the selected connections at once, with a code and a reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the selected connections normally (1000), behind what is queued for them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close &amp;All…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close every connection normally (1000)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Ping Now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measure the latency of the selected connections now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy A&amp;ddress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the address and port of the selected connections</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n address(es) copied</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::ConnectionColumns</name>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ID</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>User</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Room</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Idle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Latency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Messages in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Messages out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bytes in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bytes out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Queued</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Origin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Subprotocol</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Listener</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>User agent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How long ago the handshake was</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time since the last message either way; heartbeats do not count</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Round trip of our pings, smoothed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Received from the client</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sent to the client</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting to be sent because the client does not read fast enough</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The address the client connected to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>since %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>last message %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2 smoothed, last %3, jitter %4</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Closing</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>signalbox::ConnectionFilter</name>
    <message>
        <source>A quotation mark is not closed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” is no field; there are user, room, addr, id, path, agent, origin, protocol, listener and state</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” lacks what to look for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1”: an id is a number from 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1”: a state is open or closing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” cannot be compared; latency, queued, idle, connected, in and out can</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1”: a time such as 100ms, 2s or 5min belongs here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1”: a size such as 64KiB or 1MB belongs here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1”: a number belongs here</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>signalbox::ConnectionsPanel</name>
    <message numerus="yes">
        <source>%n connection(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2 shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n selected</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>No connection matches the filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No connections</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fi&amp;lter:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Words, or user:alice room:lobby addr:10.0. latency&gt;100ms queued&gt;64KiB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter connections</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows the connections for which every word is true. A plain word may stand anywhere.
user: room: addr: id: path: agent: origin: protocol: listener: state:open state:closing
latency&gt;100ms queued&gt;64KiB idle&gt;5min connected&lt;1h in&gt;100 out&lt;5</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is wrong with the filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number of connections</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connections</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>signalbox::ConnectionsView</name>
    <message>
        <source>&amp;Default Columns</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>signalbox::EmptyState</name>
    <message>
        <source>Start the server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody is connected yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Listening on %1 — connect with:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server is stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody can connect. It would listen on %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server is stopping</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saying goodbye to those who are still connected.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>signalbox::Format</name>
    <message>
        <source>%1 B</source>
        <comment>bytes</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 kB</source>
        <comment>1000 bytes</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 MB</source>
        <comment>megabytes</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 GB</source>
        <comment>gigabytes</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 TB</source>
        <comment>terabytes</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 PB</source>
        <comment>petabytes</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 s</source>
        <comment>seconds</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 min</source>
        <comment>minutes</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <comment>hours, minutes</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 d %2 h</source>
        <comment>days, hours</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 µs</source>
        <comment>microseconds</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 ms</source>
        <comment>milliseconds</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1/s</source>
        <comment>per second</comment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>signalbox::JsonFault</name>
    <message>
        <source>the text ends too early</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a value is expected here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a key in double quotes is expected here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a colon is expected here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a comma or a closing bracket is expected here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>only true, false and null may stand without quotes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not a number as JSON writes it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unknown escape after a backslash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>line breaks and control characters must be escaped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nested too deeply</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>only one value is allowed</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>signalbox::KickDialog</name>
    <message>
        <source>4100 – kicked, may return</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>4403 – banned, do not simply retry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1008 – policy violation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>3003 – forbidden</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1000 – normal closure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 / %2 bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: too long for a close frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kick</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Close code:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>C&amp;ustom code:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Custom close code, 3000 to 4999</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Reason:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Optional; the client is shown this text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Length of the reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Kick</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Kick %n connection(s)? What is still queued for them is discarded.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Kick connection %1 (%2, %3)? What is still queued for it is discarded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asks the client not to simply retry. Only the code is sent: there is no ban list, nothing keeps it from connecting again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says that everything is done. Many clients do not come back after it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says that the client broke a rule. Many clients do not come back after it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A code registered with IANA for libraries; what the client does is up to its library.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asks the client to come back later, waiting longer after each failure.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asks the client to come back now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asks the client not to simply retry; the last digits mean what they mean in HTTP.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An application&apos;s own code; what it means is up to the client.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>signalbox::LatencyBand</name>
    <message>
        <source>poor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fair</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>good</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>great</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not measured yet</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>signalbox::ListenBanner</name>
    <message>
        <source>Not listening: another program already uses %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not listening: the system does not allow %1. Ports below 1024 need special rights.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not listening on %1: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other &amp;port:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Port to listen on instead</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Listen there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Any free port</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>signalbox::MainWindow</name>
    <message>
        <source>Copied %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opened %1 in the browser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No browser could be opened: visit %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How to connect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About Signalbox</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt;h3&gt;Signalbox %1&lt;/h3&gt;&lt;p&gt;A WebSocket server with a control room.&lt;/p&gt;&lt;p&gt;Free software under the GNU General Public License, version 3 or later. Built with Qt %2.&lt;/p&gt;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tools</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not listening</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signalbox — %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>signalbox::MessagesModel</name>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Direction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>User</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Room</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preview</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln message(s) not shown</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>↓ In</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>↑ Out</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln recipient(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Binary</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More arrived than the log can show. They were delivered; only the log left them out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln byte(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::MessagesPanel</name>
    <message numerus="yes">
        <source>%1 of %Ln message(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln message(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>paused, %1 left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 not shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 older ones dropped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Messages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Message log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter messages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text in the payload, the user or the room, or #12 for connection 12</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop adding messages to the log; they are counted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove all messages from the log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep the newest message in sight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only selected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only messages of the connections selected above</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find in messages</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>signalbox::NoticeStrip</name>
    <message>
        <source>(%L1 more)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No news</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>signalbox::PayloadPane</name>
    <message>
        <source>Copied the first %1 of %2</source>
        <comment>sizes</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Payload copied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select a message to read all of it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln message(s) not shown</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>… (%1 of %2 shown)</source>
        <comment>sizes</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>only the first %1 kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln recipient(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>room %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not JSON (line %1, column %2: %3)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hex</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Payload</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the payload as</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the whole payload</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Payload of the selected message</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>signalbox::SendReport</name>
    <message numerus="yes">
        <source>Sent to %Ln connection(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>queue full for %Ln</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln already gone</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Nobody to send to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>signalbox::StatsBar</name>
    <message>
        <source>Listening</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln connection(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>↓ In %1 · %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Messages and bytes a second from the connections</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>↑ Out %1 · %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Messages and bytes a second to the connections</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Median latency %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Half of the connections answer faster than this</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>signalbox::WindowMenus</name>
    <message>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Connections</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Messages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>System</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close all connections and stop listening</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start listening</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Copy the address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Open the test page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the built-in test page in the browser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Write a message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Message log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Payload and composer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;How to connect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;About Signalbox</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>signalbox::WindowServices</name>
    <message>
        <source>Close Signalbox?</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln connection(s) will be closed.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>The server stops with this window.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close Signalbox</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
