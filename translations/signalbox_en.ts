<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>signalbox::ActionText</name>
    <message numerus="yes">
        <source>Sent to %n connection(s)</source>
        <translation>
            <numerusform>Sent to %n connection</numerusform>
            <numerusform>Sent to %n connections</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %n were already gone</source>
        <translation>
            <numerusform>It was already gone</numerusform>
            <numerusform>All %n were already gone</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n kicked</source>
        <translation>
            <numerusform>%n kicked</numerusform>
            <numerusform>%n kicked</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n closed</source>
        <translation>
            <numerusform>%n closed</numerusform>
            <numerusform>%n closed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pinged</source>
        <translation>
            <numerusform>%n pinged</numerusform>
            <numerusform>%n pinged</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n addressed</source>
        <translation>
            <numerusform>%n addressed</numerusform>
            <numerusform>%n addressed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n answered</source>
        <translation>
            <numerusform>%n answered</numerusform>
            <numerusform>%n answered</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n sent</source>
        <translation>
            <numerusform>%n sent</numerusform>
            <numerusform>%n sent</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n closed cleanly</source>
        <translation>
            <numerusform>%n closed cleanly</numerusform>
            <numerusform>%n closed cleanly</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n did not answer</source>
        <translation>
            <numerusform>%n did not answer</numerusform>
            <numerusform>%n did not answer</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not sent, the queue is full</source>
        <translation>
            <numerusform>%n not sent, the queue is full</numerusform>
            <numerusform>%n not sent, the queue is full</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n already gone</source>
        <translation>
            <numerusform>%n already gone</numerusform>
            <numerusform>%n already gone</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n to put into the room</source>
        <translation>
            <numerusform>%n to put into the room</numerusform>
            <numerusform>%n to put into the room</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n to take out of the room</source>
        <translation>
            <numerusform>%n to take out of the room</numerusform>
            <numerusform>%n to take out of the room</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n in it now</source>
        <translation>
            <numerusform>%n in it now</numerusform>
            <numerusform>%n in it now</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n out of it now</source>
        <translation>
            <numerusform>%n out of it now</numerusform>
            <numerusform>%n out of it now</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not in it before</source>
        <translation>
            <numerusform>%n not in it before</numerusform>
            <numerusform>%n not in it before</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unknown</source>
        <translation>
            <numerusform>%n unknown</numerusform>
            <numerusform>%n unknown</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rejected by a limit</source>
        <translation>
            <numerusform>%n rejected by a limit</numerusform>
            <numerusform>%n rejected by a limit</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::ConnectionActions</name>
    <message numerus="yes">
        <source>%n address(es) copied</source>
        <translation>
            <numerusform>%n address copied</numerusform>
            <numerusform>%n addresses copied</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::ConnectionsPanel</name>
    <message numerus="yes">
        <source>%n connection(s)</source>
        <translation>
            <numerusform>%n connection</numerusform>
            <numerusform>%n connections</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n selected</source>
        <translation>
            <numerusform>%n selected</numerusform>
            <numerusform>%n selected</numerusform>
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
    <name>signalbox::KickDialog</name>
    <message numerus="yes">
        <source>Kick %n connection(s)? What is still queued for them is discarded.</source>
        <translation>
            <numerusform>Kick %n connection? What is still queued for them is discarded.</numerusform>
            <numerusform>Kick %n connections? What is still queued for them is discarded.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::MessagesModel</name>
    <message numerus="yes">
        <source>%Ln message(s) not shown</source>
        <translation>
            <numerusform>%Ln message not shown</numerusform>
            <numerusform>%Ln messages not shown</numerusform>
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
</context>
<context>
    <name>signalbox::PayloadPane</name>
    <message numerus="yes">
        <source>%Ln message(s) not shown</source>
        <translation>
            <numerusform>%Ln message not shown</numerusform>
            <numerusform>%Ln messages not shown</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln recipient(s)</source>
        <translation>
            <numerusform>%Ln recipient</numerusform>
            <numerusform>%Ln recipients</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::RoomDialog</name>
    <message numerus="yes">
        <source>Put %n connection(s) into which room?</source>
        <translation>
            <numerusform>Put %n connection into which room?</numerusform>
            <numerusform>Put %n connections into which room?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Take %n connection(s) out of which room?</source>
        <translation>
            <numerusform>Take %n connection out of which room?</numerusform>
            <numerusform>Take %n connections out of which room?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::RoomsPanel</name>
    <message numerus="yes">
        <source>%n room(s)</source>
        <translation>
            <numerusform>%n room</numerusform>
            <numerusform>%n rooms</numerusform>
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
    <name>signalbox::StatsBar</name>
    <message numerus="yes">
        <source>%Ln connection(s)</source>
        <translation>
            <numerusform>%Ln connection</numerusform>
            <numerusform>%Ln connections</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::UsersPanel</name>
    <message numerus="yes">
        <source>%n user(s)</source>
        <translation>
            <numerusform>%n user</numerusform>
            <numerusform>%n users</numerusform>
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
