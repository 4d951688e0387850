<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>signalbox::ActionTargets</name>
    <message numerus="yes">
        <source>%1 and %Ln more</source>
        <translation>
            <numerusform>%1 and %Ln more</numerusform>
            <numerusform>%1 and %Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::ActionText</name>
    <message numerus="yes">
        <source>Sent to %Ln connection(s)</source>
        <translation>
            <numerusform>Sent to %Ln connection</numerusform>
            <numerusform>Sent to %Ln connections</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln ban(s) removed</source>
        <translation>
            <numerusform>%Ln ban removed</numerusform>
            <numerusform>%Ln bans removed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln connection(s) closed</source>
        <translation>
            <numerusform>%Ln connection closed</numerusform>
            <numerusform>%Ln connections closed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln ban(s) added</source>
        <translation>
            <numerusform>%Ln ban added</numerusform>
            <numerusform>%Ln bans added</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %Ln were already gone</source>
        <translation>
            <numerusform>It was already gone</numerusform>
            <numerusform>All %Ln were already gone</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln kicked</source>
        <translation>
            <numerusform>%Ln kicked</numerusform>
            <numerusform>%Ln kicked</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln closed</source>
        <translation>
            <numerusform>%Ln closed</numerusform>
            <numerusform>%Ln closed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln pinged</source>
        <translation>
            <numerusform>%Ln pinged</numerusform>
            <numerusform>%Ln pinged</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln addressed</source>
        <translation>
            <numerusform>%Ln addressed</numerusform>
            <numerusform>%Ln addressed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln answered</source>
        <translation>
            <numerusform>%Ln answered</numerusform>
            <numerusform>%Ln answered</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln sent</source>
        <translation>
            <numerusform>%Ln sent</numerusform>
            <numerusform>%Ln sent</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln closed cleanly</source>
        <translation>
            <numerusform>%Ln closed cleanly</numerusform>
            <numerusform>%Ln closed cleanly</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln did not answer</source>
        <translation>
            <numerusform>%Ln did not answer</numerusform>
            <numerusform>%Ln did not answer</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln not sent, the queue is full</source>
        <translation>
            <numerusform>%Ln not sent, the queue is full</numerusform>
            <numerusform>%Ln not sent, the queue is full</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln already gone</source>
        <translation>
            <numerusform>%Ln already gone</numerusform>
            <numerusform>%Ln already gone</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln to put into the room</source>
        <translation>
            <numerusform>%Ln to put into the room</numerusform>
            <numerusform>%Ln to put into the room</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln to take out of the room</source>
        <translation>
            <numerusform>%Ln to take out of the room</numerusform>
            <numerusform>%Ln to take out of the room</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln in it now</source>
        <translation>
            <numerusform>%Ln in it now</numerusform>
            <numerusform>%Ln in it now</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln out of it now</source>
        <translation>
            <numerusform>%Ln out of it now</numerusform>
            <numerusform>%Ln out of it now</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln not in it before</source>
        <translation>
            <numerusform>%Ln not in it before</numerusform>
            <numerusform>%Ln not in it before</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln unknown</source>
        <translation>
            <numerusform>%Ln unknown</numerusform>
            <numerusform>%Ln unknown</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln rejected by a limit</source>
        <translation>
            <numerusform>%Ln rejected by a limit</numerusform>
            <numerusform>%Ln rejected by a limit</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Kicking %Ln connection(s)</source>
        <translation>
            <numerusform>Kicking %Ln connection</numerusform>
            <numerusform>Kicking %Ln connections</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Closing %Ln connection(s)</source>
        <translation>
            <numerusform>Closing %Ln connection</numerusform>
            <numerusform>Closing %Ln connections</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Pinging %Ln connection(s)</source>
        <translation>
            <numerusform>Pinging %Ln connection</numerusform>
            <numerusform>Pinging %Ln connections</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Sending to %Ln connection(s)</source>
        <translation>
            <numerusform>Sending to %Ln connection</numerusform>
            <numerusform>Sending to %Ln connections</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Putting %Ln connection(s) into the room</source>
        <translation>
            <numerusform>Putting %Ln connection into the room</numerusform>
            <numerusform>Putting %Ln connections into the room</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Taking %Ln connection(s) out of the room</source>
        <translation>
            <numerusform>Taking %Ln connection out of the room</numerusform>
            <numerusform>Taking %Ln connections out of the room</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln not sent, cancelled</source>
        <translation>
            <numerusform>%Ln not sent, cancelled</numerusform>
            <numerusform>%Ln not sent, cancelled</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::BanActions</name>
    <message numerus="yes">
        <source>Remove %Ln ban(s)?</source>
        <translation>
            <numerusform>Remove %Ln ban?</numerusform>
            <numerusform>Remove %Ln bans?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln connection(s) would be closed now.</source>
        <translation>
            <numerusform>%Ln connection would be closed now.</numerusform>
            <numerusform>%Ln connections would be closed now.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln ban(s) of the file exist already and stay as they are.</source>
        <translation>
            <numerusform>%Ln ban of the file exists already and stays as it is.</numerusform>
            <numerusform>%Ln bans of the file exist already and stay as they are.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln ban(s) of the file have ended and are left out.</source>
        <translation>
            <numerusform>%Ln ban of the file has ended and is left out.</numerusform>
            <numerusform>%Ln bans of the file have ended and are left out.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Add %Ln ban(s) of %1?</source>
        <translation>
            <numerusform>Add %Ln ban of %1?</numerusform>
            <numerusform>Add %Ln bans of %1?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Saved %Ln ban(s) as %1</source>
        <translation>
            <numerusform>Saved %Ln ban as %1</numerusform>
            <numerusform>Saved %Ln bans as %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::BanDialog</name>
    <message numerus="yes">
        <source>Clients on this machine, and proxies on it that are not trusted, are closed and cannot connect until the ban is removed. This window keeps working.

%Ln connection(s) would be closed now.</source>
        <translation>
            <numerusform>Clients on this machine, and proxies on it that are not trusted, are closed and cannot connect until the ban is removed. This window keeps working.

%Ln connection would be closed now.</numerusform>
            <numerusform>Clients on this machine, and proxies on it that are not trusted, are closed and cannot connect until the ban is removed. This window keeps working.

%Ln connections would be closed now.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::BanPreview</name>
    <message numerus="yes">
        <source>%Ln of %1 connection(s) would be closed now, with code 4403</source>
        <translation>
            <numerusform>%Ln of %1 connections would be closed now, with code 4403</numerusform>
            <numerusform>%Ln of %1 connections would be closed now, with code 4403</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::BanText</name>
    <message numerus="yes">
        <source>%1 and %Ln more</source>
        <comment>bans</comment>
        <translation>
            <numerusform>%1 and %Ln more</numerusform>
            <numerusform>%1 and %Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::BansPanel</name>
    <message numerus="yes">
        <source>%Ln selected</source>
        <translation>
            <numerusform>%Ln selected</numerusform>
            <numerusform>%Ln selected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln ban(s)</source>
        <translation>
            <numerusform>%Ln ban</numerusform>
            <numerusform>%Ln bans</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Copied %Ln ban(s)</source>
        <translation>
            <numerusform>Copied %Ln ban</numerusform>
            <numerusform>Copied %Ln bans</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::ClosedPanel</name>
    <message numerus="yes">
        <source>%Ln selected</source>
        <translation>
            <numerusform>%Ln selected</numerusform>
            <numerusform>%Ln selected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln closed</source>
        <comment>connections</comment>
        <translation>
            <numerusform>%Ln closed</numerusform>
            <numerusform>%Ln closed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln message(s), %1</source>
        <translation>
            <numerusform>%Ln message, %1</numerusform>
            <numerusform>%Ln messages, %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Copied %Ln row(s)</source>
        <translation>
            <numerusform>Copied %Ln row</numerusform>
            <numerusform>Copied %Ln rows</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::ConnectionActions</name>
    <message numerus="yes">
        <source>%Ln address(es) copied</source>
        <translation>
            <numerusform>%Ln address copied</numerusform>
            <numerusform>%Ln addresses copied</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::ConnectionsPanel</name>
    <message numerus="yes">
        <source>%Ln connection(s)</source>
        <translation>
            <numerusform>%Ln connection</numerusform>
            <numerusform>%Ln connections</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln selected</source>
        <translation>
            <numerusform>%Ln selected</numerusform>
            <numerusform>%Ln selected</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::DetailsPane</name>
    <message numerus="yes">
        <source>%Ln connection(s)</source>
        <translation>
            <numerusform>%Ln connection</numerusform>
            <numerusform>%Ln connections</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::DetailsText</name>
    <message numerus="yes">
        <source>%1 in %Ln frame(s)</source>
        <translation>
            <numerusform>%1 in %Ln frame</numerusform>
            <numerusform>%1 in %Ln frames</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln message(s)</source>
        <translation>
            <numerusform>%Ln message</numerusform>
            <numerusform>%Ln messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln segment(s)</source>
        <translation>
            <numerusform>%Ln segment</numerusform>
            <numerusform>%Ln segments</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln ping(s)</source>
        <translation>
            <numerusform>%Ln ping</numerusform>
            <numerusform>%Ln pings</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::EndConnectionsDialog</name>
    <message numerus="yes">
        <source>Close %Ln connection(s)?</source>
        <translation>
            <numerusform>Close %Ln connection?</numerusform>
            <numerusform>Close %Ln connections?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Close all %Ln connection(s)?</source>
        <translation>
            <numerusform>Close %Ln connection?</numerusform>
            <numerusform>Close all %Ln connections?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stop the server and close %Ln connection(s)?</source>
        <translation>
            <numerusform>Stop the server and close %Ln connection?</numerusform>
            <numerusform>Stop the server and close %Ln connections?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::EventText</name>
    <message numerus="yes">
        <source>%1 and %Ln more</source>
        <translation>
            <numerusform>%1 and %Ln more</numerusform>
            <numerusform>%1 and %Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::EventsModel</name>
    <message numerus="yes">
        <source>%1 and more than %Ln other(s)</source>
        <translation>
            <numerusform>%1 and more than %Ln other</numerusform>
            <numerusform>%1 and more than %Ln others</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 and %Ln other(s)</source>
        <translation>
            <numerusform>%1 and %Ln other</numerusform>
            <numerusform>%1 and %Ln others</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::EventsPanel</name>
    <message numerus="yes">
        <source>%Ln new</source>
        <comment>events</comment>
        <translation>
            <numerusform>%Ln new</numerusform>
            <numerusform>%Ln new</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln selected</source>
        <translation>
            <numerusform>%Ln selected</numerusform>
            <numerusform>%Ln selected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s)</source>
        <translation>
            <numerusform>%Ln event</numerusform>
            <numerusform>%Ln events</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Copied %Ln event(s)</source>
        <translation>
            <numerusform>Copied %Ln event</numerusform>
            <numerusform>Copied %Ln events</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::FollowStrip</name>
    <message numerus="yes">
        <source>Following %Ln connection(s): every message both ways, whole up to 1 MiB</source>
        <translation>
            <numerusform>Following %Ln connection: every message both ways, whole up to 1 MiB</numerusform>
            <numerusform>Following %Ln connections: every message both ways, whole up to 1 MiB</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::GroupPage</name>
    <message numerus="yes">
        <source>%1 (%Ln connection(s))</source>
        <translation>
            <numerusform>%1 (%Ln connection)</numerusform>
            <numerusform>%1 (%Ln connections)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln connection(s) selected</source>
        <translation>
            <numerusform>%Ln connection selected</numerusform>
            <numerusform>%Ln connections selected</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::HeaderStrip</name>
    <message numerus="yes">
        <source>%1 and %Ln more</source>
        <translation>
            <numerusform>%1 and %Ln more</numerusform>
            <numerusform>%1 and %Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::JsonTreeModel</name>
    <message numerus="yes">
        <source>… %Ln more</source>
        <comment>values</comment>
        <translation>
            <numerusform>… %Ln more</numerusform>
            <numerusform>… %Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::KickDialog</name>
    <message numerus="yes">
        <source>Kick %Ln connection(s) of %1? What is still queued for them is discarded.</source>
        <translation>
            <numerusform>Kick %Ln connection of %1? What is still queued for it is discarded.</numerusform>
            <numerusform>Kick %Ln connections of %1? What is still queued for them is discarded.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::MessageCells</name>
    <message numerus="yes">
        <source>%Ln message(s) not shown</source>
        <translation>
            <numerusform>%Ln message not shown</numerusform>
            <numerusform>%Ln messages not shown</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>to %Ln member(s)</source>
        <translation>
            <numerusform>to %Ln member</numerusform>
            <numerusform>to %Ln members</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln byte(s)</source>
        <translation>
            <numerusform>%Ln byte</numerusform>
            <numerusform>%Ln bytes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::MessageCommands</name>
    <message numerus="yes">
        <source>Copied the first %Ln row(s): export the others as a file</source>
        <translation>
            <numerusform>Copied the first %Ln row: export the others as a file</numerusform>
            <numerusform>Copied the first %Ln rows: export the others as a file</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Copied %Ln row(s)</source>
        <translation>
            <numerusform>Copied %Ln row</numerusform>
            <numerusform>Copied %Ln rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Saved %Ln message(s) as %1</source>
        <translation>
            <numerusform>Saved %Ln message as %1</numerusform>
            <numerusform>Saved %Ln messages as %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::MessagesModel</name>
    <message numerus="yes">
        <source>and %Ln more</source>
        <comment>recipients</comment>
        <translation>
            <numerusform>and %Ln more</numerusform>
            <numerusform>and %Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::MessagesPanel</name>
    <message numerus="yes">
        <source>%1 of %Ln message(s)</source>
        <translation>
            <numerusform>%1 of %Ln message</numerusform>
            <numerusform>%1 of %Ln messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln message(s)</source>
        <translation>
            <numerusform>%Ln message</numerusform>
            <numerusform>%Ln messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln match(es)</source>
        <translation>
            <numerusform>%Ln match</numerusform>
            <numerusform>%Ln matches</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln message(s) are longer than what is kept of them: the filter does not know the rest.</source>
        <translation>
            <numerusform>%Ln message is longer than what is kept of it: the filter does not know the rest.</numerusform>
            <numerusform>%Ln messages are longer than what is kept of them: the filter does not know the rest.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The payloads of %Ln message(s) are no longer kept: the filter cannot look into them.</source>
        <translation>
            <numerusform>The payload of %Ln message is no longer kept: the filter cannot look into it.</numerusform>
            <numerusform>The payloads of %Ln messages are no longer kept: the filter cannot look into them.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::NodesPanel</name>
    <message numerus="yes">
        <source>%Ln selected</source>
        <translation>
            <numerusform>%Ln selected</numerusform>
            <numerusform>%Ln selected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1, %Ln late</source>
        <comment>nodes</comment>
        <translation>
            <numerusform>%1, %Ln late</numerusform>
            <numerusform>%1, %Ln late</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Copied %Ln node(s)</source>
        <translation>
            <numerusform>Copied %Ln node</numerusform>
            <numerusform>Copied %Ln nodes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::PayloadFacts</name>
    <message numerus="yes">
        <source>to %Ln recipient(s)</source>
        <translation>
            <numerusform>to %Ln recipient</numerusform>
            <numerusform>to %Ln recipients</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln message(s) not shown</source>
        <translation>
            <numerusform>%Ln message not shown</numerusform>
            <numerusform>%Ln messages not shown</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::RoomDialog</name>
    <message numerus="yes">
        <source>Put %Ln connection(s) into which room?</source>
        <translation>
            <numerusform>Put %Ln connection into which room?</numerusform>
            <numerusform>Put %Ln connections into which room?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Take %Ln connection(s) out of which room?</source>
        <translation>
            <numerusform>Take %Ln connection out of which room?</numerusform>
            <numerusform>Take %Ln connections out of which room?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::RoomsPanel</name>
    <message numerus="yes">
        <source>%Ln room(s)</source>
        <translation>
            <numerusform>%Ln room</numerusform>
            <numerusform>%Ln rooms</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::ScopeBox</name>
    <message numerus="yes">
        <source>The %Ln &amp;selected</source>
        <translation>
            <numerusform>The %Ln &amp;selected</numerusform>
            <numerusform>The %Ln &amp;selected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&amp;All %Ln that the filter shows: %1</source>
        <translation>
            <numerusform>&amp;All %Ln that the filter shows: %1</numerusform>
            <numerusform>&amp;All %Ln that the filter shows: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::SendReport</name>
    <message numerus="yes">
        <source>Sent to %Ln connection(s)</source>
        <translation>
            <numerusform>Sent to %Ln connection</numerusform>
            <numerusform>Sent to %Ln connections</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>queue full for %Ln</source>
        <translation>
            <numerusform>queue full for %Ln</numerusform>
            <numerusform>queue full for %Ln</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln already gone</source>
        <translation>
            <numerusform>%Ln already gone</numerusform>
            <numerusform>%Ln already gone</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::UsersPanel</name>
    <message numerus="yes">
        <source>%Ln user(s)</source>
        <translation>
            <numerusform>%Ln user</numerusform>
            <numerusform>%Ln users</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::VerdictText</name>
    <message numerus="yes">
        <source>%Ln time(s)</source>
        <translation>
            <numerusform>once</numerusform>
            <numerusform>%Ln times</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::WindowServices</name>
    <message numerus="yes">
        <source>%Ln connection(s) will be closed.</source>
        <translation>
            <numerusform>%Ln connection will be closed.</numerusform>
            <numerusform>%Ln connections will be closed.</numerusform>
        </translation>
    </message>
</context>
</TS>
