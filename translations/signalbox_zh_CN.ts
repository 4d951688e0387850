<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>signalbox::ActionReportDialog</name>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>All that did not go well</source>
        <translation>所有未成功的</translation>
    </message>
    <message>
        <source>Succeeded</source>
        <translation>成功</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>无应答</translation>
    </message>
    <message>
        <source>Refused or not possible</source>
        <translation>被拒绝或无法完成</translation>
    </message>
    <message>
        <source>Already gone</source>
        <translation>早已断开</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>Not sent, cancelled</source>
        <translation>已取消，未发送</translation>
    </message>
    <message>
        <source>How It Ended</source>
        <translation>操作结果</translation>
    </message>
    <message>
        <source>&amp;Show:</source>
        <translation>显示(&amp;S)：</translation>
    </message>
    <message>
        <source>%1 (%L2)</source>
        <comment>kind of outcome, number</comment>
        <translation>%1 (%L2)</translation>
    </message>
    <message>
        <source>Which outcomes are shown</source>
        <translation>显示哪些结果</translation>
    </message>
    <message>
        <source>Outcome for each connection</source>
        <translation>每个连接的结果</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
    <message>
        <source>Copy the rows that are shown</source>
        <translation>复制显示的行</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>signalbox::ActionResultsModel</name>
    <message>
        <source>ID</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>User</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>How it ended</source>
        <translation>结果</translation>
    </message>
</context>
<context>
    <name>signalbox::ActionStrip</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Do not go on with the connections that have not been addressed yet</source>
        <translation>不再处理尚未处理的连接</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Report…</source>
        <translation>报告…</translation>
    </message>
    <message>
        <source>Show how it ended for each connection</source>
        <translation>显示每个连接的结果</translation>
    </message>
    <message>
        <source>Hide this</source>
        <translation>隐藏</translation>
    </message>
</context>
<context>
    <name>signalbox::ActionTargets</name>
    <message>
        <source>, </source>
        <comment>between names</comment>
        <translation>、</translation>
    </message>
    <message numerus="yes">
        <source>%1 and %Ln more</source>
        <translation>
            <numerusform>%1 等，另有 %Ln 个</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::ActionText</name>
    <message numerus="yes">
        <source>Sent to %Ln connection(s)</source>
        <translation>
            <numerusform>已发送给 %Ln 个连接</numerusform>
        </translation>
    </message>
    <message>
        <source>Not done: %1</source>
        <translation>未执行：%1</translation>
    </message>
    <message numerus="yes">
        <source>%Ln ban(s) removed</source>
        <translation>
            <numerusform>已移除 %Ln 项封禁</numerusform>
        </translation>
    </message>
    <message>
        <source>Ban changed</source>
        <translation>封禁已更改</translation>
    </message>
    <message numerus="yes">
        <source>%Ln connection(s) closed</source>
        <translation>
            <numerusform>已关闭 %Ln 个连接</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln ban(s) added</source>
        <translation>
            <numerusform>已添加 %Ln 项封禁</numerusform>
        </translation>
    </message>
    <message>
        <source>There was no connection</source>
        <translation>没有连接</translation>
    </message>
    <message numerus="yes">
        <source>All %Ln were already gone</source>
        <translation>
            <numerusform>%Ln 个连接均已断开</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>what was done: how it ended</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>Already gone</source>
        <translation>早已断开</translation>
    </message>
    <message>
        <source>Kicked: did not answer and was dropped</source>
        <translation>已踢出：没有应答，连接已强制断开</translation>
    </message>
    <message>
        <source>Kicked: closed cleanly</source>
        <translation>已踢出：正常关闭</translation>
    </message>
    <message>
        <source>Closed: did not answer and was dropped</source>
        <translation>已关闭：没有应答，连接已强制断开</translation>
    </message>
    <message>
        <source>Closed cleanly</source>
        <translation>已正常关闭</translation>
    </message>
    <message>
        <source>Ping: no answer</source>
        <translation>Ping：没有应答</translation>
    </message>
    <message>
        <source>Ping answered</source>
        <translation>Ping 已应答</translation>
    </message>
    <message>
        <source>Not sent: its queue is full</source>
        <translation>未发送：其队列已满</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>已发送</translation>
    </message>
    <message numerus="yes">
        <source>%Ln kicked</source>
        <translation>
            <numerusform>已踢出 %Ln 个</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln closed</source>
        <translation>
            <numerusform>已关闭 %Ln 个</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln pinged</source>
        <translation>
            <numerusform>已 Ping %Ln 个</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln addressed</source>
        <translation>
            <numerusform>已处理 %Ln 个</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln answered</source>
        <translation>
            <numerusform>%Ln 个已应答</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln sent</source>
        <translation>
            <numerusform>%Ln 个已发送</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln closed cleanly</source>
        <translation>
            <numerusform>%Ln 个正常关闭</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln did not answer</source>
        <translation>
            <numerusform>%Ln 个没有应答</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln not sent, the queue is full</source>
        <translation>
            <numerusform>%Ln 个未发送（队列已满）</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln already gone</source>
        <translation>
            <numerusform>%Ln 个早已断开</numerusform>
        </translation>
    </message>
    <message>
        <source>Put into the room</source>
        <translation>已放入房间</translation>
    </message>
    <message>
        <source>It was not in the room</source>
        <translation>它不在该房间中</translation>
    </message>
    <message>
        <source>Taken out of the room</source>
        <translation>已移出房间</translation>
    </message>
    <message numerus="yes">
        <source>%Ln to put into the room</source>
        <translation>
            <numerusform>将 %Ln 个放入房间</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln to take out of the room</source>
        <translation>
            <numerusform>将 %Ln 个移出房间</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln in it now</source>
        <translation>
            <numerusform>%Ln 个已在其中</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln out of it now</source>
        <translation>
            <numerusform>%Ln 个已移出</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln not in it before</source>
        <translation>
            <numerusform>%Ln 个本不在其中</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln unknown</source>
        <translation>
            <numerusform>%Ln 个结果未知</numerusform>
        </translation>
    </message>
    <message>
        <source>Unknown how it ended</source>
        <translation>结果未知</translation>
    </message>
    <message>
        <source>Not put into the room: a limit is reached</source>
        <translation>未放入房间：已达到限制</translation>
    </message>
    <message numerus="yes">
        <source>%Ln rejected by a limit</source>
        <translation>
            <numerusform>%Ln 个因限制被拒绝</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>outcome, whose connections</comment>
        <translation>%1（%2）</translation>
    </message>
    <message numerus="yes">
        <source>Kicking %Ln connection(s)</source>
        <translation>
            <numerusform>正在踢出 %Ln 个连接</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Closing %Ln connection(s)</source>
        <translation>
            <numerusform>正在关闭 %Ln 个连接</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Pinging %Ln connection(s)</source>
        <translation>
            <numerusform>正在 Ping %Ln 个连接</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Sending to %Ln connection(s)</source>
        <translation>
            <numerusform>正在发送给 %Ln 个连接</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Putting %Ln connection(s) into the room</source>
        <translation>
            <numerusform>正在将 %Ln 个连接加入房间</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Taking %Ln connection(s) out of the room</source>
        <translation>
            <numerusform>正在将 %Ln 个连接移出房间</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln not sent, cancelled</source>
        <translation>
            <numerusform>%Ln 个已取消，未发送</numerusform>
        </translation>
    </message>
    <message>
        <source>Not sent, cancelled</source>
        <translation>已取消，未发送</translation>
    </message>
    <message>
        <source>History deleted</source>
        <translation>历史消息已删除</translation>
    </message>
    <message>
        <source>History not deleted: there is no such room</source>
        <translation>历史消息未删除：没有这个房间</translation>
    </message>
    <message>
        <source>Not sent: there are as many rooms as allowed</source>
        <translation>未发送：房间数已达上限</translation>
    </message>
    <message>
        <source>Tokens revoked</source>
        <translation>用户的令牌已吊销</translation>
    </message>
    <message>
        <source>Token revoked</source>
        <translation>令牌已吊销</translation>
    </message>
    <message>
        <source>the end of a ban has to be in the future</source>
        <translation>封禁的结束时间必须在将来</translation>
    </message>
    <message>
        <source>there are more bans than one command may add</source>
        <translation>封禁数量超过一条命令可添加的上限</translation>
    </message>
    <message>
        <source>there would be more bans than there may be</source>
        <translation>封禁总数将超过上限</translation>
    </message>
    <message>
        <source>there is such a ban already</source>
        <translation>已有这样的封禁</translation>
    </message>
    <message>
        <source>there is no ban to add</source>
        <translation>没有要添加的封禁</translation>
    </message>
    <message>
        <source>there is no such ban</source>
        <translation>没有这样的封禁</translation>
    </message>
    <message>
        <source>the outcome is not known in time</source>
        <translation>未能及时得知结果</translation>
    </message>
    <message>
        <source>the server has stopped</source>
        <translation>服务器已停止</translation>
    </message>
</context>
<context>
    <name>signalbox::AddressButton</name>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
    <message>
        <source>Copy the address</source>
        <translation>复制地址</translation>
    </message>
    <message>
        <source>Copy the address %1</source>
        <translation>复制地址 %1</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
</context>
<context>
    <name>signalbox::AdminPortLabel</name>
    <message>
        <source>no admin port</source>
        <translation>没有管理端口</translation>
    </message>
    <message>
        <source>admin port off</source>
        <translation>管理端口已关闭</translation>
    </message>
    <message>
        <source>admin port %1</source>
        <translation>管理端口 %1</translation>
    </message>
    <message>
        <source>Health, metrics and the admin API</source>
        <translation>健康状况、指标和管理 API</translation>
    </message>
</context>
<context>
    <name>signalbox::BanActions</name>
    <message>
        <source>Remove Bans</source>
        <translation>移除封禁</translation>
    </message>
    <message>
        <source>Remove the ban of %1?</source>
        <translation>移除对%1的封禁？</translation>
    </message>
    <message numerus="yes">
        <source>Remove %Ln ban(s)?</source>
        <translation>
            <numerusform>移除 %Ln 项封禁？</numerusform>
        </translation>
    </message>
    <message>
        <source>Whom it keeps out may connect again.</source>
        <translation>被它拒之门外的客户端可以再次连接。</translation>
    </message>
    <message>
        <source>%1. Whom they keep out may connect again.</source>
        <translation>%1。被拒之门外的客户端可以再次连接。</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>移除(&amp;R)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Import Bans</source>
        <translation>导入封禁</translation>
    </message>
    <message>
        <source>No ban was imported.</source>
        <translation>没有导入任何封禁。</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>file, what is wrong</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>it has no ban that is new and has not ended</source>
        <translation>其中没有尚未结束的新封禁</translation>
    </message>
    <message numerus="yes">
        <source>%Ln connection(s) would be closed now.</source>
        <translation>
            <numerusform>现在会关闭 %Ln 个连接。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln ban(s) of the file exist already and stay as they are.</source>
        <translation>
            <numerusform>文件中有 %Ln 项封禁已经存在，保持不变。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln ban(s) of the file have ended and are left out.</source>
        <translation>
            <numerusform>文件中有 %Ln 项封禁已经结束，被略过。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 is, or contains, an address of this machine: you would ban yourself.</source>
        <translation>%1 是或包含本机的地址：您会封禁自己。</translation>
    </message>
    <message numerus="yes">
        <source>Add %Ln ban(s) of %1?</source>
        <translation>
            <numerusform>添加 %1 中的 %Ln 项封禁？</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Add</source>
        <translation>添加(&amp;A)</translation>
    </message>
    <message>
        <source>Export Bans</source>
        <translation>导出封禁</translation>
    </message>
    <message>
        <source>The bans were not saved.</source>
        <translation>封禁没有保存。</translation>
    </message>
    <message numerus="yes">
        <source>Saved %Ln ban(s) as %1</source>
        <translation>
            <numerusform>已将 %Ln 项封禁保存为 %1</numerusform>
        </translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>&amp;Ban…</source>
        <translation>封禁(&amp;B)…</translation>
    </message>
    <message>
        <source>Close the connections of a user, an address, a network or an Origin, and keep them out</source>
        <translation>关闭某个用户、地址、网络或 Origin 的连接，并拒绝它们再次连接</translation>
    </message>
    <message>
        <source>The selected connections have no user, address or Origin in common</source>
        <translation>所选连接没有共同的用户、地址或 Origin</translation>
    </message>
    <message>
        <source>Select something that has a user, an address or an Origin first</source>
        <translation>请先选择有用户、地址或 Origin 的一项</translation>
    </message>
    <message>
        <source>Revoke Tokens</source>
        <translation>吊销令牌</translation>
    </message>
    <message>
        <source>Revoke the tokens of %1?</source>
        <translation>吊销 %1 的令牌？</translation>
    </message>
    <message>
        <source>Connections with one of them are closed. Tokens that were issued before now, or do not say when, are refused until those that are known have expired, or for 30 days. This cannot be taken back.</source>
        <translation>使用这些令牌的连接将被关闭。此刻之前签发的令牌，以及未注明签发时间的令牌，在已知的令牌过期之前或 30 天内将被拒绝。此操作无法撤回。</translation>
    </message>
    <message>
        <source>&amp;Revoke</source>
        <translation>吊销(&amp;R)</translation>
    </message>
    <message>
        <source>Re&amp;voke Tokens…</source>
        <translation>吊销令牌(&amp;V)…</translation>
    </message>
    <message>
        <source>Accept the tokens of this user no more</source>
        <translation>不再接受此用户的令牌</translation>
    </message>
    <message>
        <source>Select connections of one user first</source>
        <translation>请先选择同一用户的连接</translation>
    </message>
</context>
<context>
    <name>signalbox::BanDialog</name>
    <message>
        <source>The end of the ban is not in the future</source>
        <translation>封禁的结束时间不在将来</translation>
    </message>
    <message>
        <source>This is an address of this machine: you would ban yourself</source>
        <translation>这是本机的地址：您会封禁自己</translation>
    </message>
    <message>
        <source>Ban This Machine?</source>
        <translation>封禁本机？</translation>
    </message>
    <message>
        <source>%1 is, or contains, an address of this machine.</source>
        <translation>%1 是或包含本机的地址。</translation>
    </message>
    <message numerus="yes">
        <source>Clients on this machine, and proxies on it that are not trusted, are closed and cannot connect until the ban is removed. This window keeps working.

%Ln connection(s) would be closed now.</source>
        <translation>
            <numerusform>本机上的客户端以及不受信任的代理会被关闭，在移除封禁之前无法连接。此窗口继续工作。

现在会关闭 %Ln 个连接。</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Ban It All the Same</source>
        <translation>仍然封禁(&amp;B)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Ban</source>
        <translation>封禁</translation>
    </message>
    <message>
        <source>Edit Ban</source>
        <translation>编辑封禁</translation>
    </message>
    <message>
        <source>User</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Origin</source>
        <translation>Origin</translation>
    </message>
    <message>
        <source>The name of the user</source>
        <translation>用户名</translation>
    </message>
    <message>
        <source>10.0.3.117 or 2001:db8::1</source>
        <translation>10.0.3.117 或 2001:db8::1</translation>
    </message>
    <message>
        <source>10.0.3.0/24 or 2001:db8::/32</source>
        <translation>10.0.3.0/24 或 2001:db8::/32</translation>
    </message>
    <message>
        <source>1 hour</source>
        <translation>1 小时</translation>
    </message>
    <message>
        <source>1 day</source>
        <translation>1 天</translation>
    </message>
    <message>
        <source>1 week</source>
        <translation>1 周</translation>
    </message>
    <message>
        <source>For ever</source>
        <translation>永久</translation>
    </message>
    <message>
        <source>Until…</source>
        <translation>直到…</translation>
    </message>
    <message>
        <source>&amp;Kind:</source>
        <translation>类型(&amp;K)：</translation>
    </message>
    <message>
        <source>What is banned</source>
        <translation>封禁什么</translation>
    </message>
    <message>
        <source>&amp;Value:</source>
        <translation>值(&amp;V)：</translation>
    </message>
    <message>
        <source>Who is banned</source>
        <translation>封禁谁</translation>
    </message>
    <message>
        <source>What is wrong with the ban</source>
        <translation>封禁有什么问题</translation>
    </message>
    <message>
        <source>&amp;Reason:</source>
        <translation>原因(&amp;R)：</translation>
    </message>
    <message>
        <source>Optional; for operators, clients do not see it</source>
        <translation>可选；供操作员查看，客户端看不到</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>&amp;Duration:</source>
        <translation>时长(&amp;D)：</translation>
    </message>
    <message>
        <source>How long the ban lasts</source>
        <translation>封禁持续多久</translation>
    </message>
    <message>
        <source>&amp;Until:</source>
        <translation>直到(&amp;U)：</translation>
    </message>
    <message>
        <source>End of the ban</source>
        <translation>封禁的结束时间</translation>
    </message>
    <message>
        <source>&amp;Ban</source>
        <translation>封禁(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
</context>
<context>
    <name>signalbox::BanFile</name>
    <message>
        <source>Line %1 is not valid JSON: %2</source>
        <translation>第 %1 行不是有效的 JSON：%2</translation>
    </message>
    <message>
        <source>There is no list “bans” in the file</source>
        <translation>文件中没有列表“bans”</translation>
    </message>
    <message>
        <source>The file has more than %L1 bans</source>
        <translation>文件中的封禁超过 %L1 项</translation>
    </message>
    <message>
        <source>it has to be an object</source>
        <translation>必须是一个对象</translation>
    </message>
    <message>
        <source>Entry %1: %2</source>
        <translation>第 %1 项：%2</translation>
    </message>
    <message>
        <source>Entry %1: %2 is in the file twice</source>
        <translation>第 %1 项：%2在文件中出现了两次</translation>
    </message>
    <message>
        <source>“kind” has to be user, address or origin</source>
        <translation>“kind”必须是 user、address 或 origin</translation>
    </message>
    <message>
        <source>“value” has to be a text</source>
        <translation>“value”必须是文本</translation>
    </message>
    <message>
        <source>“reason” has to be a text</source>
        <translation>“reason”必须是文本</translation>
    </message>
    <message>
        <source>“expires” has to be a time such as 2027-01-31T12:00:00Z</source>
        <translation>“expires”必须是时间，例如 2027-01-31T12:00:00Z</translation>
    </message>
</context>
<context>
    <name>signalbox::BanPreview</name>
    <message numerus="yes">
        <source>%Ln of %1 connection(s) would be closed now, with code 4403</source>
        <translation>
            <numerusform>现在会以代码 4403 关闭 %1 个连接中的 %Ln 个</numerusform>
        </translation>
    </message>
    <message>
        <source>%1. The first %2:</source>
        <translation>%1。前 %2 个：</translation>
    </message>
    <message>
        <source>Nobody who is connected now</source>
        <translation>现在没有这样的连接</translation>
    </message>
    <message>
        <source>Connections that would be closed</source>
        <translation>会被关闭的连接</translation>
    </message>
</context>
<context>
    <name>signalbox::BanPreviewModel</name>
    <message>
        <source>ID</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>User</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Origin</source>
        <translation>Origin</translation>
    </message>
</context>
<context>
    <name>signalbox::BanText</name>
    <message>
        <source>User</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>Origin</source>
        <translation>Origin</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>user %1</source>
        <translation>用户 %1</translation>
    </message>
    <message>
        <source>Origin %1</source>
        <translation>Origin %1</translation>
    </message>
    <message>
        <source>network %1</source>
        <translation>网络 %1</translation>
    </message>
    <message>
        <source>address %1</source>
        <translation>地址 %1</translation>
    </message>
    <message>
        <source>never</source>
        <comment>a ban ends</comment>
        <translation>永不</translation>
    </message>
    <message>
        <source>has ended</source>
        <translation>已结束</translation>
    </message>
    <message>
        <source>in %1</source>
        <comment>a ban ends</comment>
        <translation>%1后</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>By</source>
        <translation>操作者</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>创建时间</translation>
    </message>
    <message>
        <source>Ends</source>
        <translation>结束</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>time, how long it is until then</comment>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>Hits</source>
        <translation>命中</translation>
    </message>
    <message>
        <source>A user name has 1 to %1 visible characters</source>
        <translation>用户名有 1 到 %1 个可见字符</translation>
    </message>
    <message>
        <source>An address looks like 10.0.3.117 or 2001:db8::1, a network like 10.0.0.0/8 or 2001:db8::/32</source>
        <translation>地址形如 10.0.3.117 或 2001:db8::1，网络形如 10.0.0.0/8 或 2001:db8::/32</translation>
    </message>
    <message>
        <source>An Origin looks like https://example.org or https://example.org:8443, without a path</source>
        <translation>Origin 形如 https://example.org 或 https://example.org:8443，不带路径</translation>
    </message>
    <message>
        <source>A reason is one line of at most %1 characters</source>
        <translation>原因是一行，最多 %1 个字符</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between bans</comment>
        <translation>、</translation>
    </message>
    <message numerus="yes">
        <source>%1 and %Ln more</source>
        <comment>bans</comment>
        <translation>
            <numerusform>%1 和另外 %Ln 项</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::BansModel</name>
    <message>
        <source>How many connections it has closed or refused</source>
        <translation>它关闭或拒绝了多少个连接</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Banned</source>
        <translation>被封禁者</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>By</source>
        <translation>操作者</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>创建时间</translation>
    </message>
    <message>
        <source>Ends</source>
        <translation>结束</translation>
    </message>
    <message>
        <source>Hits</source>
        <translation>命中</translation>
    </message>
</context>
<context>
    <name>signalbox::BansPanel</name>
    <message>
        <source>Import bans</source>
        <translation>导入封禁</translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation>JSON (*.json)</translation>
    </message>
    <message>
        <source>Export bans</source>
        <translation>导出封禁</translation>
    </message>
    <message>
        <source>Bans</source>
        <translation>封禁</translation>
    </message>
    <message numerus="yes">
        <source>%Ln selected</source>
        <translation>
            <numerusform>已选择 %Ln 项</numerusform>
        </translation>
    </message>
    <message>
        <source>Change the reason and the end of the ban</source>
        <translation>更改封禁的原因和结束时间</translation>
    </message>
    <message>
        <source>Select one ban first</source>
        <translation>请先选择一项封禁</translation>
    </message>
    <message>
        <source>Select a ban first</source>
        <translation>请先选择封禁</translation>
    </message>
    <message>
        <source>Let those in again whom the selected bans keep out</source>
        <translation>让所选封禁拒之门外的客户端可以再次连接</translation>
    </message>
    <message>
        <source>Copy the selected rows</source>
        <translation>复制所选的行</translation>
    </message>
    <message>
        <source>Save the selected bans, or all that the filter shows, as JSON</source>
        <translation>将所选的封禁或筛选器显示的全部封禁保存为 JSON</translation>
    </message>
    <message>
        <source>There is no ban to export</source>
        <translation>没有可导出的封禁</translation>
    </message>
    <message numerus="yes">
        <source>%Ln ban(s)</source>
        <translation>
            <numerusform>%Ln 项封禁</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2 shown</source>
        <translation>显示 %2 项中的 %1 项</translation>
    </message>
    <message>
        <source>No ban matches the filter</source>
        <translation>没有封禁符合筛选器</translation>
    </message>
    <message>
        <source>Nobody is banned.

A ban closes the connections of a user, of an address or network, or of the pages of an Origin, and keeps them out.
Add one here (Ctrl+N), or from a connection, a closed one, or a request that was refused.</source>
        <translation>没有封禁。

封禁会关闭某个用户、某个地址或网络、或某个 Origin 的网页的连接，并拒绝它们再次连接。
可以在这里添加（Ctrl+N），也可以从连接、已关闭的连接或被拒绝的请求添加。</translation>
    </message>
    <message numerus="yes">
        <source>Copied %Ln ban(s)</source>
        <translation>
            <numerusform>已复制 %Ln 项封禁</numerusform>
        </translation>
    </message>
    <message>
        <source>Filter bans</source>
        <translation>筛选封禁</translation>
    </message>
    <message>
        <source>Shows the bans for which every word is true: a part of what is shown, or
kind:user value:10.0.* reason:spam by:ann hits&gt;100 expires&lt;1h created&gt;1d
- before a word negates it. Ctrl+Space completes</source>
        <translation>显示符合每个词的封禁：所显示文本的一部分，或
kind:user value:10.0.* reason:spam by:ann hits&gt;100 expires&lt;1h created&gt;1d
词前的 - 表示否定。Ctrl+Space 补全</translation>
    </message>
    <message>
        <source>&amp;Add a Ban…</source>
        <translation>添加封禁(&amp;A)…</translation>
    </message>
    <message>
        <source>Add…</source>
        <translation>添加…</translation>
    </message>
    <message>
        <source>Ban a user, an address, a network or an Origin</source>
        <translation>封禁用户、地址、网络或 Origin</translation>
    </message>
    <message>
        <source>&amp;Import Bans…</source>
        <translation>导入封禁(&amp;I)…</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>导入…</translation>
    </message>
    <message>
        <source>Add the bans of a JSON file</source>
        <translation>添加 JSON 文件中的封禁</translation>
    </message>
    <message>
        <source>E&amp;xport Bans…</source>
        <translation>导出封禁(&amp;X)…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>&amp;Edit…</source>
        <translation>编辑(&amp;E)…</translation>
    </message>
    <message>
        <source>&amp;Remove…</source>
        <translation>移除(&amp;R)…</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
</context>
<context>
    <name>signalbox::BrokerText</name>
    <message>
        <source>Redis has been up since %1, round trip %2</source>
        <translation>Redis 自 %1 起可用，往返 %2</translation>
    </message>
    <message>
        <source>Redis has been up since %1</source>
        <translation>Redis 自 %1 起可用</translation>
    </message>
    <message>
        <source>Redis has not been reached yet</source>
        <translation>尚未连接到 Redis</translation>
    </message>
    <message>
        <source>Redis has been down since %1: %2</source>
        <translation>Redis 自 %1 起不可用：%2</translation>
    </message>
    <message>
        <source>Redis has not been reached yet.</source>
        <translation>尚未连接到 Redis。</translation>
    </message>
    <message>
        <source>Redis has been down since %1: %2.</source>
        <translation>Redis 自 %1 起不可用：%2。</translation>
    </message>
    <message>
        <source>Connections stay open, but messages to rooms are refused until it is back.</source>
        <translation>连接保持打开，但在其恢复之前发往房间的消息会被拒绝。</translation>
    </message>
</context>
<context>
    <name>signalbox::CauseText</name>
    <message>
        <source>Closed by the server</source>
        <translation>由服务器关闭</translation>
    </message>
    <message>
        <source>Closed by the client</source>
        <translation>由客户端关闭</translation>
    </message>
    <message>
        <source>Page left</source>
        <translation>离开页面</translation>
    </message>
    <message>
        <source>Connection lost</source>
        <translation>连接中断</translation>
    </message>
    <message>
        <source>Connection reset</source>
        <translation>连接被重置</translation>
    </message>
    <message>
        <source>Protocol error</source>
        <translation>协议错误</translation>
    </message>
    <message>
        <source>Binary message not accepted</source>
        <translation>不接受二进制消息</translation>
    </message>
    <message>
        <source>Text was not UTF-8</source>
        <translation>文本不是 UTF-8</translation>
    </message>
    <message>
        <source>Message too big</source>
        <translation>消息过大</translation>
    </message>
    <message>
        <source>Error of the server</source>
        <translation>服务器错误</translation>
    </message>
    <message>
        <source>Server stopped</source>
        <translation>服务器停止</translation>
    </message>
    <message>
        <source>Server drained</source>
        <translation>服务器排空</translation>
    </message>
    <message>
        <source>Server overloaded</source>
        <translation>服务器过载</translation>
    </message>
    <message>
        <source>Kicked</source>
        <translation>被踢出</translation>
    </message>
    <message>
        <source>Slow: too much queued</source>
        <translation>过慢：积压过多</translation>
    </message>
    <message>
        <source>Slow: queued for too long</source>
        <translation>过慢：积压过久</translation>
    </message>
    <message>
        <source>Slow: read nothing</source>
        <translation>过慢：未读取</translation>
    </message>
    <message>
        <source>No pong</source>
        <translation>无 pong</translation>
    </message>
    <message>
        <source>Bad envelopes</source>
        <translation>信封错误</translation>
    </message>
    <message>
        <source>Not allowed to publish</source>
        <translation>不允许发布</translation>
    </message>
    <message>
        <source>Token not valid</source>
        <translation>令牌无效</translation>
    </message>
    <message>
        <source>Room not granted</source>
        <translation>未授予房间</translation>
    </message>
    <message>
        <source>Token revoked</source>
        <translation>令牌已吊销</translation>
    </message>
    <message>
        <source>No token in time</source>
        <translation>未及时提供令牌</translation>
    </message>
    <message>
        <source>Connected for too long</source>
        <translation>连接时间过长</translation>
    </message>
    <message>
        <source>Token expired</source>
        <translation>令牌已过期</translation>
    </message>
    <message>
        <source>Banned</source>
        <translation>已封禁</translation>
    </message>
    <message>
        <source>Replaced by a newer connection</source>
        <translation>被较新的连接取代</translation>
    </message>
    <message>
        <source>Sent too fast</source>
        <translation>发送过快</translation>
    </message>
</context>
<context>
    <name>signalbox::ClosedModel</name>
    <message>
        <source>Messages received from the client</source>
        <translation>从客户端收到的消息</translation>
    </message>
    <message>
        <source>Messages sent to the client</source>
        <translation>发送给客户端的消息</translation>
    </message>
    <message>
        <source>Why it ended, concluded from what was measured</source>
        <translation>根据测量结果推断的断开原因</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>已关闭</translation>
    </message>
    <message>
        <source>ID</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>User</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Room</source>
        <translation>房间</translation>
    </message>
    <message>
        <source>Open for</source>
        <translation>连接时长</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>代码</translation>
    </message>
    <message>
        <source>Cause</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Msgs in</source>
        <translation>收到</translation>
    </message>
    <message>
        <source>Msgs out</source>
        <translation>发出</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>说明</translation>
    </message>
</context>
<context>
    <name>signalbox::ClosedPanel</name>
    <message>
        <source>Closed</source>
        <translation>已关闭</translation>
    </message>
    <message>
        <source>%1 (#%2)</source>
        <comment>user, connection</comment>
        <translation>%1 (#%2)</translation>
    </message>
    <message numerus="yes">
        <source>%Ln selected</source>
        <translation>
            <numerusform>已选择 %Ln 个</numerusform>
        </translation>
    </message>
    <message>
        <source>Select one connection first</source>
        <translation>请先选择一个连接</translation>
    </message>
    <message>
        <source>Show what the connection received and sent</source>
        <translation>显示该连接收发的消息</translation>
    </message>
    <message>
        <source>Write a message to this user, who may be connected again</source>
        <translation>给该用户写消息，其可能已重新连接</translation>
    </message>
    <message>
        <source>Show all that is known about the connection</source>
        <translation>显示该连接的全部信息</translation>
    </message>
    <message numerus="yes">
        <source>%Ln closed</source>
        <comment>connections</comment>
        <translation>
            <numerusform>已关闭 %Ln 个</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2 shown</source>
        <translation>显示 %1 / %2</translation>
    </message>
    <message>
        <source>%1, %2 more not listed</source>
        <translation>%1，另有 %2 个未列出</translation>
    </message>
    <message>
        <source>No connection matches the filter</source>
        <translation>没有符合筛选条件的连接</translation>
    </message>
    <message>
        <source>No connection has ended yet</source>
        <translation>还没有断开的连接</translation>
    </message>
    <message>
        <source>Closed Connection</source>
        <translation>已关闭的连接</translation>
    </message>
    <message>
        <source>Its Messages</source>
        <translation>其消息</translation>
    </message>
    <message>
        <source>Write to the User</source>
        <translation>给用户写消息</translation>
    </message>
    <message numerus="yes">
        <source>%Ln message(s), %1</source>
        <translation>
            <numerusform>%Ln 条消息，%1</numerusform>
        </translation>
    </message>
    <message>
        <source>Why</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>Cause</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>代码</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>理由</translation>
    </message>
    <message>
        <source>Opened</source>
        <translation>打开于</translation>
    </message>
    <message>
        <source>Open for</source>
        <translation>连接时长</translation>
    </message>
    <message>
        <source>Last message</source>
        <translation>最后一条消息</translation>
    </message>
    <message>
        <source>%1 before the end</source>
        <translation>断开前 %1</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>收到</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>Queued</source>
        <translation>排队</translation>
    </message>
    <message>
        <source>Dropped</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>延迟</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Via</source>
        <translation>经由</translation>
    </message>
    <message>
        <source>Listener</source>
        <translation>监听地址</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>路径</translation>
    </message>
    <message>
        <source>Room</source>
        <translation>房间</translation>
    </message>
    <message>
        <source>Subprotocol</source>
        <translation>子协议</translation>
    </message>
    <message>
        <source>Origin</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>User agent</source>
        <translation>客户端标识</translation>
    </message>
    <message numerus="yes">
        <source>Copied %Ln row(s)</source>
        <translation>
            <numerusform>已复制 %Ln 行</numerusform>
        </translation>
    </message>
    <message>
        <source>Filter closed connections</source>
        <translation>筛选已关闭的连接</translation>
    </message>
    <message>
        <source>Shows the connections for which every word is true: a part of user, address, room, path, origin,
cause or reason, or
user:guest-* room:lobby addr:10.0.0.0/8 code:4408 cause:no_pong closed&lt;5min connected&gt;1h
- before a word negates it. Ctrl+Space completes</source>
        <translation>显示符合所有词的连接：用户、地址、房间、路径、来源、原因或理由的一部分，或
user:guest-* room:lobby addr:10.0.0.0/8 code:4408 cause:no_pong closed&lt;5min connected&gt;1h
词前加 - 表示否定。Ctrl+空格补全</translation>
    </message>
    <message>
        <source>Closed connections</source>
        <translation>已关闭的连接</translation>
    </message>
    <message>
        <source>Its &amp;Messages</source>
        <translation>其消息(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Write to the User</source>
        <translation>给用户写消息(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Details…</source>
        <translation>详细信息(&amp;D)…</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
</context>
<context>
    <name>signalbox::CommandRow</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy the command: %1</source>
        <translation>复制命令：%1</translation>
    </message>
</context>
<context>
    <name>signalbox::Composer</name>
    <message>
        <source>The server is stopped</source>
        <translation>服务器已停止</translation>
    </message>
    <message>
        <source>Name a room</source>
        <translation>请填写房间名</translation>
    </message>
    <message>
        <source>Select a connection first</source>
        <translation>请先选择连接</translation>
    </message>
    <message>
        <source>Type a message</source>
        <translation>请输入消息</translation>
    </message>
    <message>
        <source>Line %1, column %2: %3</source>
        <translation>第 %1 行第 %2 列：%3</translation>
    </message>
    <message>
        <source>Valid JSON</source>
        <translation>JSON 有效</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>Everybody</source>
        <translation>所有人</translation>
    </message>
    <message>
        <source>Room</source>
        <translation>房间</translation>
    </message>
    <message>
        <source>Selected</source>
        <translation>所选连接</translation>
    </message>
    <message>
        <source>Selected (%L1)</source>
        <translation>所选连接 (%L1)</translation>
    </message>
    <message>
        <source>Who gets the message</source>
        <translation>消息发给谁</translation>
    </message>
    <message>
        <source>Name of the room</source>
        <translation>房间名</translation>
    </message>
    <message>
        <source>Room name</source>
        <translation>房间名</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>JSON</source>
        <translation>JSON</translation>
    </message>
    <message>
        <source>Kind of message</source>
        <translation>消息类型</translation>
    </message>
    <message>
        <source>Message to send</source>
        <translation>要发送的消息</translation>
    </message>
    <message>
        <source>Ctrl+Enter sends, Ctrl+Up brings back what was sent before</source>
        <translation>Ctrl+Enter 发送，Ctrl+↑ 取回之前发送的内容</translation>
    </message>
    <message>
        <source>Send (Ctrl+Enter)</source>
        <translation>发送 (Ctrl+Enter)</translation>
    </message>
    <message>
        <source>Send the message</source>
        <translation>发送消息</translation>
    </message>
    <message>
        <source>Size of the message in UTF-8</source>
        <translation>消息的 UTF-8 大小</translation>
    </message>
    <message>
        <source>&amp;To:</source>
        <translation>发给(&amp;T)：</translation>
    </message>
    <message>
        <source>Name a user</source>
        <translation>请填写用户名</translation>
    </message>
    <message>
        <source>User</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>Name of the user</source>
        <translation>用户名</translation>
    </message>
    <message>
        <source>User name</source>
        <translation>用户名</translation>
    </message>
</context>
<context>
    <name>signalbox::ConnectHelp</name>
    <message>
        <source>In a terminal</source>
        <translation>在终端中</translation>
    </message>
    <message>
        <source>In the console of the test page</source>
        <translation>在测试页的控制台中</translation>
    </message>
    <message>
        <source>Open the test page</source>
        <translation>打开测试页</translation>
    </message>
</context>
<context>
    <name>signalbox::ConnectionActions</name>
    <message>
        <source>&amp;Kick…</source>
        <translation>踢出(&amp;K)…</translation>
    </message>
    <message>
        <source>Close the selected connections at once, with a code and a reason</source>
        <translation>立即关闭所选连接，并附上关闭码和原因</translation>
    </message>
    <message>
        <source>Close the selected connections normally (1000), behind what is queued for them</source>
        <translation>正常关闭所选连接（1000），先发完排队的内容</translation>
    </message>
    <message>
        <source>Close &amp;All…</source>
        <translation>全部关闭(&amp;A)…</translation>
    </message>
    <message>
        <source>Close every connection normally (1000)</source>
        <translation>正常关闭所有连接（1000）</translation>
    </message>
    <message>
        <source>&amp;Ping Now</source>
        <translation>立即 Ping(&amp;P)</translation>
    </message>
    <message>
        <source>Measure the latency of the selected connections now</source>
        <translation>立即测量所选连接的延迟</translation>
    </message>
    <message>
        <source>Copy A&amp;ddress</source>
        <translation>复制地址(&amp;D)</translation>
    </message>
    <message>
        <source>Copy the address and port of the selected connections</source>
        <translation>复制所选连接的地址和端口</translation>
    </message>
    <message>
        <source>Copied %1</source>
        <translation>已复制 %1</translation>
    </message>
    <message numerus="yes">
        <source>%Ln address(es) copied</source>
        <translation>
            <numerusform>已复制 %Ln 个地址</numerusform>
        </translation>
    </message>
    <message>
        <source>Select a connection, a user or a room first</source>
        <translation>请先选择连接、用户或房间</translation>
    </message>
    <message>
        <source>Nobody is in the selected room</source>
        <translation>所选房间中没有人</translation>
    </message>
    <message>
        <source>The selected connections are closing already</source>
        <translation>所选连接已在关闭</translation>
    </message>
    <message>
        <source>Select a connection: users and rooms have no address</source>
        <translation>请选择连接：用户和房间没有地址</translation>
    </message>
    <message>
        <source>Nobody is connected</source>
        <translation>没有客户端连接</translation>
    </message>
    <message>
        <source>&amp;Close…</source>
        <translation>关闭(&amp;C)…</translation>
    </message>
</context>
<context>
    <name>signalbox::ConnectionColumns</name>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>ID</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>User</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>已连接</translation>
    </message>
    <message>
        <source>Idle</source>
        <translation>空闲</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>延迟</translation>
    </message>
    <message>
        <source>Msgs in</source>
        <translation>收到消息</translation>
    </message>
    <message>
        <source>Msgs out</source>
        <translation>发出消息</translation>
    </message>
    <message>
        <source>Bytes in</source>
        <translation>收到字节</translation>
    </message>
    <message>
        <source>Bytes out</source>
        <translation>发出字节</translation>
    </message>
    <message>
        <source>Queued</source>
        <translation>排队</translation>
    </message>
    <message>
        <source>Work</source>
        <translation>开销</translation>
    </message>
    <message>
        <source>What the requests of the client have cost beyond what it has sent; above limits.work a second its next requests wait</source>
        <translation>客户端请求造成的、超出其发送量的开销；每秒超过 limits.work 时，后续请求须等待</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>路径</translation>
    </message>
    <message>
        <source>Origin</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Subprotocol</source>
        <translation>子协议</translation>
    </message>
    <message>
        <source>Listener</source>
        <translation>监听地址</translation>
    </message>
    <message>
        <source>User agent</source>
        <translation>客户端标识</translation>
    </message>
    <message>
        <source>How long ago the handshake was</source>
        <translation>距握手已过去的时间</translation>
    </message>
    <message>
        <source>Time since the last message either way; heartbeats do not count</source>
        <translation>距最近一条收发消息的时间；心跳不计</translation>
    </message>
    <message>
        <source>Messages received from the client</source>
        <translation>从客户端收到的消息数</translation>
    </message>
    <message>
        <source>Messages sent to the client</source>
        <translation>发给客户端的消息数</translation>
    </message>
    <message>
        <source>Bytes received from the client</source>
        <translation>从客户端收到的字节数</translation>
    </message>
    <message>
        <source>Bytes sent to the client</source>
        <translation>发给客户端的字节数</translation>
    </message>
    <message>
        <source>Waiting to be sent because the client does not read fast enough</source>
        <translation>因客户端读取太慢而等待发送</translation>
    </message>
    <message>
        <source>The address the client connected to</source>
        <translation>客户端所连接的地址</translation>
    </message>
    <message>
        <source>since %1</source>
        <translation>自 %1 起</translation>
    </message>
    <message>
        <source>last message %1</source>
        <translation>最近一条消息：%1</translation>
    </message>
    <message>
        <source>%1: %2 smoothed, last %3, jitter %4</source>
        <translation>%1：平滑 %2，最近 %3，抖动 %4</translation>
    </message>
    <message>
        <source>%1 bytes</source>
        <translation>%1 字节</translation>
    </message>
    <message>
        <source>%1 bytes in %2 frames</source>
        <translation>%2 个帧，共 %1 字节</translation>
    </message>
    <message>
        <source>Messages dropped so far: %1</source>
        <translation>至今丢弃的消息：%1</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>已打开</translation>
    </message>
    <message>
        <source>Closing</source>
        <translation>关闭中</translation>
    </message>
    <message>
        <source>How long the client took to answer the pings of the server, from when a ping left until its pong came, smoothed over about eight of them. One is sent each heartbeat.interval, also while messages flow; Ping Now sends one at once</source>
        <translation>客户端回应服务器 ping 所用的时间：从 ping 发出到收到 pong，按最近约八次平滑。每隔 heartbeat.interval 发送一次，消息往来时也照常发送；“立即 Ping”会马上发送一次</translation>
    </message>
    <message>
        <source>Rooms</source>
        <translation>房间</translation>
    </message>
    <message>
        <source>The room that the connection joined first, and how many more it is in</source>
        <translation>连接最先加入的房间，以及它还在其中的房间数</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>已断开</translation>
    </message>
    <message>
        <source>It has sent no token yet: it is in no room and receives nothing</source>
        <translation>它还没有发送令牌：不在任何房间，也不会收到任何内容</translation>
    </message>
    <message>
        <source>Token expires: %1</source>
        <translation>令牌到期：%1</translation>
    </message>
</context>
<context>
    <name>signalbox::ConnectionsModel</name>
    <message>
        <source>Ended: %1</source>
        <translation>已断开：%1</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>cause, close code</comment>
        <translation>%1（%2）</translation>
    </message>
</context>
<context>
    <name>signalbox::ConnectionsPanel</name>
    <message numerus="yes">
        <source>%Ln connection(s)</source>
        <translation>
            <numerusform>%Ln 个连接</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2 shown</source>
        <translation>显示 %2 个中的 %1 个</translation>
    </message>
    <message numerus="yes">
        <source>%Ln selected</source>
        <translation>
            <numerusform>已选 %Ln 个</numerusform>
        </translation>
    </message>
    <message>
        <source>No connection matches the filter</source>
        <translation>没有符合筛选条件的连接</translation>
    </message>
    <message>
        <source>No connections</source>
        <translation>没有连接</translation>
    </message>
    <message>
        <source>Words, or user:alice room:lobby addr:10.0. latency&gt;100ms queued&gt;64KiB</source>
        <translation>关键词，或 user:alice room:lobby addr:10.0. latency&gt;100ms queued&gt;64KiB</translation>
    </message>
    <message>
        <source>Filter connections</source>
        <translation>筛选连接</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Shows the connections for which every word is true. A plain word may be anywhere; - before a word negates it.
user: room: path: agent: origin: protocol: listener: user:guest-* user=&quot;Ann Lee&quot;
addr:10.0. addr:10.0.0.0/8 id:5 state:open state:closing re:&quot;^bot-\d+$&quot;
latency&gt;100ms jitter idle&gt;5min connected&lt;1h queued&gt;64KiB in&gt;100 out bytes_in bytes_out dropped
Ctrl+Space completes</source>
        <translation>只显示每个词都符合的连接。普通关键词可出现在任意位置；词前加 - 表示排除。
user: room: path: agent: origin: protocol: listener: user:guest-* user=&quot;Ann Lee&quot;
addr:10.0. addr:10.0.0.0/8 id:5 state:open state:closing re:&quot;^bot-\d+$&quot;
latency&gt;100ms jitter idle&gt;5min connected&lt;1h queued&gt;64KiB in&gt;100 out bytes_in bytes_out dropped
按 Ctrl+空格 补全</translation>
    </message>
    <message>
        <source>&amp;Details</source>
        <translation>详情(&amp;D)</translation>
    </message>
    <message>
        <source>%1 (#%2)</source>
        <comment>user, number of the connection</comment>
        <translation>%1（#%2）</translation>
    </message>
</context>
<context>
    <name>signalbox::DetailsPane</name>
    <message>
        <source>Connection %1</source>
        <translation>连接 %1</translation>
    </message>
    <message>
        <source>has ended</source>
        <translation>已结束</translation>
    </message>
    <message>
        <source>#%1 · %2</source>
        <translation>#%1 · %2</translation>
    </message>
    <message>
        <source>was open for %1</source>
        <translation>曾打开 %1</translation>
    </message>
    <message>
        <source>open for %1</source>
        <translation>已打开 %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Earlier: %1</source>
        <translation>之前：%1</translation>
    </message>
    <message>
        <source>Earlier: %1, “%2”</source>
        <translation>之前：%1，“%2”</translation>
    </message>
    <message numerus="yes">
        <source>%Ln connection(s)</source>
        <translation>
            <numerusform>%Ln 个连接</numerusform>
        </translation>
    </message>
    <message>
        <source>Select a connection to see its details: rooms, latency, network and what happened to it. Select several for a summary.</source>
        <translation>选择一个连接以查看其详情：房间、延迟、网络以及发生过的事。选择多个连接可查看汇总。</translation>
    </message>
    <message>
        <source>Traffic</source>
        <translation>流量</translation>
    </message>
    <message>
        <source>Latency, last 5 minutes</source>
        <translation>最近 5 分钟的延迟</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>发生过的事</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>Why it ended</source>
        <translation>结束原因</translation>
    </message>
    <message>
        <source>Connection before</source>
        <translation>之前的连接</translation>
    </message>
    <message>
        <source>Ban…</source>
        <translation>封禁…</translation>
    </message>
    <message>
        <source>Keep this user, address or Origin out</source>
        <translation>拒绝此用户、地址或 Origin 的连接</translation>
    </message>
</context>
<context>
    <name>signalbox::DetailsText</name>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Via</source>
        <translation>经由</translation>
    </message>
    <message>
        <source>Rooms</source>
        <translation>房间</translation>
    </message>
    <message>
        <source>Protocol</source>
        <translation>协议</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>客户端</translation>
    </message>
    <message>
        <source>Origin</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>路径</translation>
    </message>
    <message>
        <source>Listener</source>
        <translation>监听地址</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>连接时间</translation>
    </message>
    <message>
        <source>TLS</source>
        <translation>TLS</translation>
    </message>
    <message>
        <source>Server name</source>
        <translation>服务器名</translation>
    </message>
    <message>
        <source>ALPN</source>
        <translation>ALPN</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>证书</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>messages, bytes</comment>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>In</source>
        <translation>收到</translation>
    </message>
    <message>
        <source>Out</source>
        <translation>发出</translation>
    </message>
    <message>
        <source>Queued</source>
        <translation>排队</translation>
    </message>
    <message numerus="yes">
        <source>%1 in %Ln frame(s)</source>
        <translation>
            <numerusform>%1，%Ln 帧</numerusform>
        </translation>
    </message>
    <message>
        <source>Dropped</source>
        <translation>已丢弃</translation>
    </message>
    <message numerus="yes">
        <source>%Ln message(s)</source>
        <translation>
            <numerusform>%Ln 条消息</numerusform>
        </translation>
    </message>
    <message>
        <source>Work</source>
        <translation>工作量</translation>
    </message>
    <message>
        <source>In flight</source>
        <translation>处理中</translation>
    </message>
    <message>
        <source>Requests of the client that the server still works on</source>
        <translation>服务器仍在处理的该客户端的请求</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Held for the client beyond what every connection takes</source>
        <translation>除每个连接的固定开销外为该客户端占用的内存</translation>
    </message>
    <message>
        <source>Not read</source>
        <translation>暂停读取</translation>
    </message>
    <message>
        <source>for %1: limits.work</source>
        <translation>已 %1：limits.work</translation>
    </message>
    <message>
        <source>What it asked for cost more than limits.work; its next requests wait</source>
        <translation>它的请求开销超过 limits.work，后续请求需要等待</translation>
    </message>
    <message>
        <source>for %1: requests in flight</source>
        <translation>已 %1：请求处理中</translation>
    </message>
    <message>
        <source>The server still works on its requests; the next ones wait</source>
        <translation>服务器仍在处理它的请求，后续请求需要等待</translation>
    </message>
    <message>
        <source>Kernel rtt</source>
        <translation>内核往返时间</translation>
    </message>
    <message>
        <source>%1 ± %2</source>
        <translation>%1 ± %2</translation>
    </message>
    <message>
        <source>The round trip of TCP segments; the latency of pings includes the program of the client</source>
        <translation>TCP 段的往返时间；ping 的延迟还包含客户端程序的处理时间</translation>
    </message>
    <message>
        <source>Retransmits</source>
        <translation>重传</translation>
    </message>
    <message numerus="yes">
        <source>%Ln segment(s)</source>
        <translation>
            <numerusform>%Ln 个段</numerusform>
        </translation>
    </message>
    <message>
        <source>Unsent</source>
        <translation>未发送</translation>
    </message>
    <message>
        <source>Unacknowledged</source>
        <translation>未确认</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>窗口</translation>
    </message>
    <message>
        <source>The congestion window: how much may be on its way</source>
        <translation>拥塞窗口：允许同时在途的数据量</translation>
    </message>
    <message>
        <source>Last received</source>
        <translation>最近收到</translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation>%1前</translation>
    </message>
    <message>
        <source>Last sent</source>
        <translation>最近发出</translation>
    </message>
    <message>
        <source>Last pong</source>
        <translation>最近 pong</translation>
    </message>
    <message>
        <source>Next ping</source>
        <translation>下次 ping</translation>
    </message>
    <message>
        <source>waits behind what is queued</source>
        <translation>在排队的数据之后等待</translation>
    </message>
    <message>
        <source>in %1</source>
        <translation>%1后</translation>
    </message>
    <message>
        <source>none: heartbeat.interval is 0</source>
        <translation>无：heartbeat.interval 为 0</translation>
    </message>
    <message>
        <source>Unanswered</source>
        <translation>未应答</translation>
    </message>
    <message numerus="yes">
        <source>%Ln ping(s)</source>
        <translation>
            <numerusform>%Ln 个 ping</numerusform>
        </translation>
    </message>
    <message>
        <source>connected</source>
        <translation>已连接</translation>
    </message>
    <message>
        <source>connected, joined %1</source>
        <translation>已连接，加入 %1</translation>
    </message>
    <message>
        <source>%1 (%2 times)</source>
        <translation>%1（%2 次）</translation>
    </message>
    <message>
        <source>put into %1</source>
        <translation>被放入 %1</translation>
    </message>
    <message>
        <source>joined %1</source>
        <translation>加入 %1</translation>
    </message>
    <message>
        <source>left %1</source>
        <translation>离开 %1</translation>
    </message>
    <message>
        <source>latency above %1: %2</source>
        <translation>延迟高于 %1：%2</translation>
    </message>
    <message>
        <source>latency down to %1</source>
        <translation>延迟降至 %1</translation>
    </message>
    <message>
        <source>bad request: %1</source>
        <translation>错误的请求：%1</translation>
    </message>
    <message>
        <source>reads too slowly: %1 queued</source>
        <translation>读取过慢：%1 在排队</translation>
    </message>
    <message>
        <source>not read for %1: requests in flight</source>
        <translation>暂停读取 %1：请求处理中</translation>
    </message>
    <message>
        <source>not read for %1: limits.work</source>
        <translation>暂停读取 %1：limits.work</translation>
    </message>
    <message>
        <source>sends too fast, not read: %1</source>
        <translation>发送过快，暂停读取：%1</translation>
    </message>
    <message>
        <source>sends too fast, messages dropped: %1</source>
        <translation>发送过快，消息被丢弃：%1</translation>
    </message>
    <message>
        <source>closing, %1</source>
        <translation>正在关闭，%1</translation>
    </message>
    <message>
        <source>closing, %1: %2</source>
        <translation>正在关闭，%1：%2</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>Users</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>Addresses</source>
        <translation>地址数</translation>
    </message>
    <message>
        <source>Rooms in common</source>
        <translation>共同房间</translation>
    </message>
    <message>
        <source>Oldest</source>
        <translation>最早</translation>
    </message>
    <message>
        <source>open for %1</source>
        <translation>已打开 %1</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>延迟</translation>
    </message>
    <message>
        <source>median %1, highest %2</source>
        <translation>中位数 %1，最高 %2</translation>
    </message>
    <message>
        <source>closed %1 at %2</source>
        <translation>于 %2 关闭，代码 %1</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>room, how it was joined</comment>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>path</source>
        <translation>路径</translation>
    </message>
    <message>
        <source>joined</source>
        <translation>加入</translation>
    </message>
    <message>
        <source>put in</source>
        <translation>放入</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>令牌</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>还没有</translation>
    </message>
    <message>
        <source>It is in no room and receives nothing until it has sent one</source>
        <translation>在发送令牌之前，它不在任何房间，也不会收到任何内容</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>has expired</source>
        <translation>已到期</translation>
    </message>
    <message>
        <source>expires in %1</source>
        <translation>%1后到期</translation>
    </message>
    <message>
        <source>%1: the connection ends then unless the client sends a newer token</source>
        <translation>%1：届时连接将结束，除非客户端发送更新的令牌</translation>
    </message>
</context>
<context>
    <name>signalbox::EmptyState</name>
    <message>
        <source>Start the server</source>
        <translation>启动服务器</translation>
    </message>
    <message>
        <source>Nobody is connected yet</source>
        <translation>还没有人连接</translation>
    </message>
    <message>
        <source>Listening on %1 — connect with:</source>
        <translation>正在监听 %1，连接方法：</translation>
    </message>
    <message>
        <source>The server is stopped</source>
        <translation>服务器已停止</translation>
    </message>
    <message>
        <source>Nobody can connect. It would listen on %1.</source>
        <translation>现在无法连接。启动后将监听 %1。</translation>
    </message>
    <message>
        <source>The server is stopping</source>
        <translation>服务器正在停止</translation>
    </message>
    <message>
        <source>Saying goodbye to those who are still connected.</source>
        <translation>正在与仍然在线的连接道别。</translation>
    </message>
    <message>
        <source>Nobody is connected now</source>
        <translation>当前没有客户端连接</translation>
    </message>
</context>
<context>
    <name>signalbox::EndConnectionsDialog</name>
    <message>
        <source>Each gets what is still queued for it, then close code 1000. Clients may connect again.</source>
        <translation>每个连接先收到仍在排队的内容，然后以关闭码 1000 关闭。客户端可以重新连接。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message numerus="yes">
        <source>Close %Ln connection(s)?</source>
        <translation>
            <numerusform>关闭 %Ln 个连接吗？</numerusform>
        </translation>
    </message>
    <message>
        <source>C&amp;lose</source>
        <translation>关闭(&amp;L)</translation>
    </message>
    <message>
        <source>Close All</source>
        <translation>全部关闭</translation>
    </message>
    <message numerus="yes">
        <source>Close all %Ln connection(s)?</source>
        <translation>
            <numerusform>关闭全部 %Ln 个连接吗？</numerusform>
        </translation>
    </message>
    <message>
        <source>Close &amp;All</source>
        <translation>全部关闭(&amp;A)</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message numerus="yes">
        <source>Stop the server and close %Ln connection(s)?</source>
        <translation>
            <numerusform>停止服务器并关闭 %Ln 个连接吗？</numerusform>
        </translation>
    </message>
    <message>
        <source>Each gets close code 1001. Nobody can connect until the server is started again.</source>
        <translation>每个连接以关闭码 1001 关闭。服务器重新启动之前，任何客户端都无法连接。</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>停止(&amp;S)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>signalbox::EventDialog</name>
    <message>
        <source>Event</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>Copy Lines</source>
        <translation>复制这些行</translation>
    </message>
    <message>
        <source>Copied the lines for the configuration</source>
        <translation>已复制配置行</translation>
    </message>
    <message>
        <source>To serve requests with this host, put these lines into the configuration file and reload it (signal HUP). Where [policy] is there already, change hosts in it.</source>
        <translation>要响应带有此主机名的请求，请把这些行写入配置文件并重新加载（HUP 信号）。如果已有 [policy]，请修改其中的 hosts。</translation>
    </message>
    <message>
        <source>To let pages of this origin connect, put these lines into the configuration file and reload it (signal HUP). Where [policy] is there already, change origins in it. Such pages act in the name of whoever visits them: allow only those that you trust.</source>
        <translation>要允许此来源的页面连接，请把这些行写入配置文件并重新加载（HUP 信号）。如果已有 [policy]，请修改其中的 origins。这些页面以访问者的名义行事：只允许您信任的来源。</translation>
    </message>
    <message>
        <source>Lines for the configuration</source>
        <translation>配置行</translation>
    </message>
</context>
<context>
    <name>signalbox::EventText</name>
    <message>
        <source>Too many connections from one address</source>
        <translation>同一地址的连接过多</translation>
    </message>
    <message>
        <source>Connects too often from one address</source>
        <translation>同一地址连接过于频繁</translation>
    </message>
    <message>
        <source>Did not come through a trusted proxy</source>
        <translation>未经过受信任的代理</translation>
    </message>
    <message>
        <source>No valid PROXY header</source>
        <translation>没有有效的 PROXY 头</translation>
    </message>
    <message>
        <source>Banned address</source>
        <translation>已封禁的地址</translation>
    </message>
    <message>
        <source>Banned user</source>
        <translation>已封禁的用户</translation>
    </message>
    <message>
        <source>Banned Origin %1</source>
        <translation>已封禁的 Origin %1</translation>
    </message>
    <message>
        <source>As many connections as allowed</source>
        <translation>连接数已达上限</translation>
    </message>
    <message>
        <source>No memory left for connections</source>
        <translation>没有可用于连接的内存</translation>
    </message>
    <message>
        <source>No file descriptors left</source>
        <translation>没有可用的文件描述符</translation>
    </message>
    <message>
        <source>Too many requests were incomplete</source>
        <translation>未完成的请求过多</translation>
    </message>
    <message>
        <source>Request head too large</source>
        <translation>请求头过大</translation>
    </message>
    <message>
        <source>Request is not HTTP</source>
        <translation>请求不是 HTTP</translation>
    </message>
    <message>
        <source>HTTP version not supported</source>
        <translation>不支持的 HTTP 版本</translation>
    </message>
    <message>
        <source>Request did not come in time</source>
        <translation>请求未及时到达</translation>
    </message>
    <message>
        <source>Left before its request was complete</source>
        <translation>请求完成前离开</translation>
    </message>
    <message>
        <source>Came while the server closed its connections</source>
        <translation>在服务器关闭连接时到来</translation>
    </message>
    <message>
        <source>TLS handshake failed</source>
        <translation>TLS 握手失败</translation>
    </message>
    <message>
        <source>Too many connections of one user</source>
        <translation>同一用户的连接过多</translation>
    </message>
    <message>
        <source>As many rooms as allowed</source>
        <translation>房间数已达上限</translation>
    </message>
    <message>
        <source>Too many rooms from one address</source>
        <translation>同一地址的房间过多</translation>
    </message>
    <message>
        <source>A room has as many members as allowed</source>
        <translation>房间成员数已达上限</translation>
    </message>
    <message>
        <source>Host %1</source>
        <translation>主机 %1</translation>
    </message>
    <message>
        <source>Origin %1</source>
        <translation>来源 %1</translation>
    </message>
    <message>
        <source>No Origin, path %1</source>
        <translation>没有来源，路径 %1</translation>
    </message>
    <message>
        <source>No route for %1</source>
        <translation>没有路由：%1</translation>
    </message>
    <message>
        <source>No valid room name: %1</source>
        <translation>房间名无效：%1</translation>
    </message>
    <message>
        <source>No valid user name, path %1</source>
        <translation>用户名无效，路径 %1</translation>
    </message>
    <message>
        <source>No valid target: %1</source>
        <translation>请求目标无效：%1</translation>
    </message>
    <message>
        <source>Method not allowed, path %1</source>
        <translation>不允许的方法，路径 %1</translation>
    </message>
    <message>
        <source>No WebSocket request: %1</source>
        <translation>不是 WebSocket 请求：%1</translation>
    </message>
    <message>
        <source>No valid WebSocket request: %1</source>
        <translation>WebSocket 请求无效：%1</translation>
    </message>
    <message>
        <source>WebSocket version not supported, path %1</source>
        <translation>不支持的 WebSocket 版本，路径 %1</translation>
    </message>
    <message>
        <source>No known subprotocol, path %1</source>
        <translation>没有已知的子协议，路径 %1</translation>
    </message>
    <message>
        <source>Admin port: %1</source>
        <translation>管理端口：%1</translation>
    </message>
    <message>
        <source>Admin port: request is not HTTP</source>
        <translation>管理端口：请求不是 HTTP</translation>
    </message>
    <message>
        <source>Admin port: too many connections</source>
        <translation>管理端口：连接过多</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Info</source>
        <translation>信息</translation>
    </message>
    <message>
        <source>Listening on %1</source>
        <translation>正在监听 %1</translation>
    </message>
    <message>
        <source>Could not start: %1</source>
        <translation>无法启动：%1</translation>
    </message>
    <message>
        <source>Drain: closing all connections</source>
        <translation>排空：正在关闭所有连接</translation>
    </message>
    <message>
        <source>Stop: closing all connections</source>
        <translation>停止：正在关闭所有连接</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Configuration reloaded, nothing changed</source>
        <translation>配置已重新加载，没有变化</translation>
    </message>
    <message>
        <source>Configuration reloaded, changed: %1</source>
        <translation>配置已重新加载，变化：%1</translation>
    </message>
    <message>
        <source>%1; after a restart: %2</source>
        <translation>%1；重启后生效：%2</translation>
    </message>
    <message>
        <source>Configuration not reloaded: %1</source>
        <translation>配置未重新加载：%1</translation>
    </message>
    <message>
        <source>No admin port: %1</source>
        <translation>没有管理端口：%1</translation>
    </message>
    <message>
        <source>Admin port open again on %1</source>
        <translation>管理端口已重新打开：%1</translation>
    </message>
    <message>
        <source>No connection to Redis: %1</source>
        <translation>无法连接到 Redis：%1</translation>
    </message>
    <message>
        <source>Connected to Redis again</source>
        <translation>已重新连接到 Redis</translation>
    </message>
    <message>
        <source>TLS certificate loaded, valid until %1</source>
        <translation>已加载 TLS 证书，有效期至 %1</translation>
    </message>
    <message>
        <source>The TLS certificate ends on %1</source>
        <translation>TLS 证书于 %1 到期</translation>
    </message>
    <message>
        <source>(others)</source>
        <translation>（其他）</translation>
    </message>
    <message>
        <source>(none)</source>
        <translation>（无）</translation>
    </message>
    <message>
        <source>%1 (others)</source>
        <comment>what was refused</comment>
        <translation>%1（其他）</translation>
    </message>
    <message>
        <source>1013 Closed to free memory</source>
        <translation>1013 为释放内存而关闭</translation>
    </message>
    <message>
        <source>1009 Closed: message too big</source>
        <translation>1009 已关闭：消息过大</translation>
    </message>
    <message>
        <source>4408 Closed: too much was queued</source>
        <translation>4408 已关闭：积压过多</translation>
    </message>
    <message>
        <source>4408 Closed: much was queued for too long</source>
        <translation>4408 已关闭：积压过久</translation>
    </message>
    <message>
        <source>4408 Closed: nothing was read for too long</source>
        <translation>4408 已关闭：长时间未读取</translation>
    </message>
    <message>
        <source>4400 Closed: too many bad envelopes</source>
        <translation>4400 已关闭：信封错误过多</translation>
    </message>
    <message>
        <source>Requests of other users had to wait, up to %1</source>
        <translation>其他用户的请求须等待，最长 %1</translation>
    </message>
    <message>
        <source>Requests had to wait, up to %1</source>
        <translation>请求须等待，最长 %1</translation>
    </message>
    <message>
        <source>Messages were dropped: sent too fast</source>
        <translation>消息被丢弃：发送过快</translation>
    </message>
    <message>
        <source>Messages had to wait: sent too fast</source>
        <translation>消息须等待：发送过快</translation>
    </message>
    <message>
        <source>Nobody could connect to %1 for a while: %2</source>
        <translation>一段时间内无法连接到 %1：%2</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>who, what was done</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Window</source>
        <comment>who</comment>
        <translation>窗口</translation>
    </message>
    <message>
        <source>API</source>
        <comment>who</comment>
        <translation>API</translation>
    </message>
    <message>
        <source>Program</source>
        <comment>who</comment>
        <translation>程序</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>kind, name</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>room %1</source>
        <translation>房间 %1</translation>
    </message>
    <message>
        <source>user %1</source>
        <translation>用户 %1</translation>
    </message>
    <message>
        <source>all connections</source>
        <translation>所有连接</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between names</comment>
        <translation>、</translation>
    </message>
    <message numerus="yes">
        <source>%1 and %Ln more</source>
        <translation>
            <numerusform>%1 等，另有 %Ln 个</numerusform>
        </translation>
    </message>
    <message>
        <source>First</source>
        <translation>首次</translation>
    </message>
    <message>
        <source>Last</source>
        <translation>最近</translation>
    </message>
    <message>
        <source>Count</source>
        <translation>次数</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>User</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>Ban</source>
        <translation>封禁</translation>
    </message>
    <message>
        <source>Setting</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>变化</translation>
    </message>
    <message>
        <source>After a restart</source>
        <translation>重启后</translation>
    </message>
    <message>
        <source>Warnings</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>Fingerprint</source>
        <translation>指纹</translation>
    </message>
    <message>
        <source>Start the server</source>
        <translation>启动服务器</translation>
    </message>
    <message>
        <source>Stop the server</source>
        <translation>停止服务器</translation>
    </message>
    <message>
        <source>Reload the configuration</source>
        <translation>重新加载配置</translation>
    </message>
    <message>
        <source>Drain the server</source>
        <translation>逐步关闭服务器</translation>
    </message>
    <message>
        <source>From address</source>
        <translation>来源地址</translation>
    </message>
    <message>
        <source>Admin port: not encrypted, path %1</source>
        <translation>管理端口：未加密，路径 %1</translation>
    </message>
    <message>
        <source>Admin port: Host %1</source>
        <translation>管理端口：主机 %1</translation>
    </message>
    <message>
        <source>Admin port: Origin %1</source>
        <translation>管理端口：来源 %1</translation>
    </message>
    <message>
        <source>Admin port: no token, or a wrong one</source>
        <translation>管理端口：没有令牌或令牌错误</translation>
    </message>
    <message>
        <source>Admin port: the role is not enough for %1</source>
        <translation>管理端口：角色权限不足：%1</translation>
    </message>
    <message>
        <source>3008 Closed: no token came in time</source>
        <translation>3008 已关闭：未及时收到令牌</translation>
    </message>
    <message>
        <source>No token, path %1</source>
        <translation>没有令牌，路径 %1</translation>
    </message>
    <message>
        <source>A wrong token</source>
        <translation>令牌错误</translation>
    </message>
    <message>
        <source>Too many wrong tokens from one address</source>
        <translation>来自同一地址的错误令牌过多</translation>
    </message>
    <message>
        <source>Not allowed to connect</source>
        <translation>不允许连接</translation>
    </message>
    <message>
        <source>Nothing could decide about a token</source>
        <translation>无法验证令牌</translation>
    </message>
    <message>
        <source>The decision about a token came too late</source>
        <translation>令牌验证超时</translation>
    </message>
    <message>
        <source>A token without the right to join %1</source>
        <translation>令牌无权加入 %1</translation>
    </message>
    <message>
        <source>jti %1</source>
        <translation>jti %1</translation>
    </message>
    <message>
        <source>No valid certificate of the client</source>
        <translation>客户端没有有效的证书</translation>
    </message>
    <message>
        <source>The subject of a certificate is no user name</source>
        <translation>证书的主题不是有效的用户名</translation>
    </message>
    <message>
        <source>TLS files not used, the certificate stays: %1</source>
        <translation>TLS 文件未采用，继续使用原证书：%1</translation>
    </message>
    <message>
        <source>Reload the certificates</source>
        <translation>重新加载证书</translation>
    </message>
</context>
<context>
    <name>signalbox::EventsModel</name>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>级别</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>发生的事</translation>
    </message>
    <message>
        <source>Count</source>
        <translation>次数</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>连接</translation>
    </message>
    <message numerus="yes">
        <source>%1 and more than %Ln other(s)</source>
        <translation>
            <numerusform>%1 及另外 %Ln 个以上</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 and %Ln other(s)</source>
        <translation>
            <numerusform>%1 及另外 %Ln 个</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::EventsPanel</name>
    <message numerus="yes">
        <source>%Ln new</source>
        <comment>events</comment>
        <translation>
            <numerusform>%Ln 个新</numerusform>
        </translation>
    </message>
    <message>
        <source>Events</source>
        <translation>事件</translation>
    </message>
    <message numerus="yes">
        <source>%Ln selected</source>
        <translation>
            <numerusform>已选择 %Ln 个</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Allow This Host…</source>
        <translation>允许此主机(&amp;A)…</translation>
    </message>
    <message>
        <source>&amp;Allow This Origin…</source>
        <translation>允许此来源(&amp;A)…</translation>
    </message>
    <message>
        <source>Select one event first</source>
        <translation>请先选择一个事件</translation>
    </message>
    <message>
        <source>Show what to add to the configuration</source>
        <translation>显示需要加入配置的内容</translation>
    </message>
    <message>
        <source>Only an origin or a host that was refused can be allowed</source>
        <translation>只能允许被拒绝的来源或主机</translation>
    </message>
    <message>
        <source>Show all that is known about the event</source>
        <translation>显示该事件的全部信息</translation>
    </message>
    <message>
        <source>Show the messages of the connection</source>
        <translation>显示该连接的消息</translation>
    </message>
    <message>
        <source>No connection takes part in this event</source>
        <translation>此事件不涉及连接</translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s)</source>
        <translation>
            <numerusform>%Ln 个事件</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2 shown</source>
        <translation>显示 %1 / %2</translation>
    </message>
    <message>
        <source>No event matches the filter</source>
        <translation>没有符合筛选条件的事件</translation>
    </message>
    <message>
        <source>Nothing has happened yet</source>
        <translation>还没有发生任何事</translation>
    </message>
    <message numerus="yes">
        <source>Copied %Ln event(s)</source>
        <translation>
            <numerusform>已复制 %Ln 个事件</numerusform>
        </translation>
    </message>
    <message>
        <source>Filter events</source>
        <translation>筛选事件</translation>
    </message>
    <message>
        <source>Shows the events for which every word is true: a part of what is shown, or
level:error origin:https://*.example.org path:/room* addr:10.0.0.0/8 user:guest-*
code:403 reason:tls_handshake count&gt;100 id:31
- before a word negates it. Ctrl+Space completes</source>
        <translation>显示符合所有词的事件：所示内容的一部分，或
level:error origin:https://*.example.org path:/room* addr:10.0.0.0/8 user:guest-*
code:403 reason:tls_handshake count&gt;100 id:31
词前加 - 表示否定。Ctrl+空格补全</translation>
    </message>
    <message>
        <source>&amp;Details…</source>
        <translation>详细信息(&amp;D)…</translation>
    </message>
    <message>
        <source>Its &amp;Messages</source>
        <translation>其消息(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
</context>
<context>
    <name>signalbox::FactsDialog</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>signalbox::FilterBar</name>
    <message>
        <source>Fi&amp;lter:</source>
        <translation>筛选(&amp;L)：</translation>
    </message>
    <message>
        <source>What is wrong with the filter</source>
        <translation>筛选条件的错误</translation>
    </message>
</context>
<context>
    <name>signalbox::FindBar</name>
    <message>
        <source>went on at the beginning</source>
        <translation>已从头继续</translation>
    </message>
    <message>
        <source>went on at the end</source>
        <translation>已从末尾继续</translation>
    </message>
    <message>
        <source>not found</source>
        <translation>未找到</translation>
    </message>
    <message>
        <source>%L1 of %L2 or more</source>
        <translation>第 %L1 个，共 %L2 个或更多</translation>
    </message>
    <message>
        <source>%L1 of %L2</source>
        <comment>number of a match, of all</comment>
        <translation>第 %L1 个，共 %L2 个</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>3 of 7, went on at the beginning</comment>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>Find in the payload</source>
        <translation>在内容中查找</translation>
    </message>
    <message>
        <source>Previous match (Shift+Enter)</source>
        <translation>上一个匹配 (Shift+Enter)</translation>
    </message>
    <message>
        <source>Previous match</source>
        <translation>上一个匹配</translation>
    </message>
    <message>
        <source>Next match (Enter)</source>
        <translation>下一个匹配 (Enter)</translation>
    </message>
    <message>
        <source>Next match</source>
        <translation>下一个匹配</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>关闭 (Esc)</translation>
    </message>
    <message>
        <source>Close the search</source>
        <translation>关闭查找</translation>
    </message>
</context>
<context>
    <name>signalbox::FollowStrip</name>
    <message>
        <source>Stop following</source>
        <translation>停止跟踪</translation>
    </message>
    <message>
        <source>Following %1: every message both ways, whole up to 1 MiB</source>
        <translation>正在跟踪 %1：双向的每条消息，1 MiB 以内完整保留</translation>
    </message>
    <message numerus="yes">
        <source>Following %Ln connection(s): every message both ways, whole up to 1 MiB</source>
        <translation>
            <numerusform>正在跟踪 %Ln 个连接：双向的每条消息，1 MiB 以内完整保留</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::Format</name>
    <message>
        <source>%1 B</source>
        <comment>bytes</comment>
        <translation>%1 B</translation>
    </message>
    <message>
        <source>%1 kB</source>
        <comment>1000 bytes</comment>
        <translation>%1 kB</translation>
    </message>
    <message>
        <source>%1 MB</source>
        <comment>megabytes</comment>
        <translation>%1 MB</translation>
    </message>
    <message>
        <source>%1 GB</source>
        <comment>gigabytes</comment>
        <translation>%1 GB</translation>
    </message>
    <message>
        <source>%1 TB</source>
        <comment>terabytes</comment>
        <translation>%1 TB</translation>
    </message>
    <message>
        <source>%1 PB</source>
        <comment>petabytes</comment>
        <translation>%1 PB</translation>
    </message>
    <message>
        <source>%1 s</source>
        <comment>seconds</comment>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>%1 min</source>
        <comment>minutes</comment>
        <translation>%1 分</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <comment>hours, minutes</comment>
        <translation>%1 时 %2 分</translation>
    </message>
    <message>
        <source>%1 d %2 h</source>
        <comment>days, hours</comment>
        <translation>%1 天 %2 时</translation>
    </message>
    <message>
        <source>%1 µs</source>
        <comment>microseconds</comment>
        <translation>%1 µs</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <comment>milliseconds</comment>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>%1/s</source>
        <comment>per second</comment>
        <translation>%1/秒</translation>
    </message>
</context>
<context>
    <name>signalbox::GroupPage</name>
    <message numerus="yes">
        <source>%1 (%Ln connection(s))</source>
        <translation>
            <numerusform>%1（%Ln 个连接）</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 (#%2)</source>
        <comment>user, number of the connection</comment>
        <translation>%1（#%2）</translation>
    </message>
    <message numerus="yes">
        <source>%Ln connection(s) selected</source>
        <translation>
            <numerusform>已选 %Ln 个连接</numerusform>
        </translation>
    </message>
    <message>
        <source>Write</source>
        <translation>写消息</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>消息</translation>
    </message>
</context>
<context>
    <name>signalbox::HeaderStrip</name>
    <message numerus="yes">
        <source>%1 and %Ln more</source>
        <translation>
            <numerusform>%1 等，另有 %Ln 个</numerusform>
        </translation>
    </message>
    <message>
        <source>Node %1: the lists show this node only</source>
        <translation>节点 %1：列表只显示本节点</translation>
    </message>
</context>
<context>
    <name>signalbox::HelpDialogs</name>
    <message>
        <source>How to connect</source>
        <translation>如何连接</translation>
    </message>
    <message>
        <source>The server does not listen now. Once it does:</source>
        <translation>服务器现在没有监听。启动后：</translation>
    </message>
    <message>
        <source>Listening on %1 — connect with:</source>
        <translation>正在监听 %1，连接方法：</translation>
    </message>
    <message>
        <source>About Signalbox</source>
        <translation>关于 Signalbox</translation>
    </message>
    <message>
        <source>&lt;h3&gt;Signalbox %1&lt;/h3&gt;&lt;p&gt;A WebSocket server with a control room.&lt;/p&gt;&lt;p&gt;Free software under the GNU General Public License, version 3 or later. Built with Qt %2.&lt;/p&gt;</source>
        <translation>&lt;h3&gt;Signalbox %1&lt;/h3&gt;&lt;p&gt;带控制室的 WebSocket 服务器。&lt;/p&gt;&lt;p&gt;自由软件，遵循 GNU 通用公共许可证第 3 版或更新版本。使用 Qt %2 构建。&lt;/p&gt;</translation>
    </message>
</context>
<context>
    <name>signalbox::HexView</name>
    <message>
        <source>Copy as &amp;Hex</source>
        <translation>复制为十六进制(&amp;H)</translation>
    </message>
    <message>
        <source>Copy as &amp;Text</source>
        <translation>复制为文本(&amp;T)</translation>
    </message>
    <message>
        <source>Copy as &amp;C Array</source>
        <translation>复制为 C 数组(&amp;C)</translation>
    </message>
    <message>
        <source>Select &amp;All</source>
        <translation>全选(&amp;A)</translation>
    </message>
    <message>
        <source>Bytes of the payload</source>
        <translation>内容的字节</translation>
    </message>
    <message>
        <source>Byte %1: %2</source>
        <comment>offset and value in hex</comment>
        <translation>字节 %1：%2</translation>
    </message>
</context>
<context>
    <name>signalbox::Inspector</name>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>Payload</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>检查器</translation>
    </message>
</context>
<context>
    <name>signalbox::JsonFault</name>
    <message>
        <source>the text ends too early</source>
        <translation>文本提前结束</translation>
    </message>
    <message>
        <source>a value is expected here</source>
        <translation>此处应为一个值</translation>
    </message>
    <message>
        <source>a key in double quotes is expected here</source>
        <translation>此处应为带双引号的键</translation>
    </message>
    <message>
        <source>a colon is expected here</source>
        <translation>此处应为冒号</translation>
    </message>
    <message>
        <source>a comma or a closing bracket is expected here</source>
        <translation>此处应为逗号或右括号</translation>
    </message>
    <message>
        <source>only true, false and null may stand without quotes</source>
        <translation>不带引号的只能是 true、false 和 null</translation>
    </message>
    <message>
        <source>not a number as JSON writes it</source>
        <translation>不是 JSON 格式的数字</translation>
    </message>
    <message>
        <source>unknown escape after a backslash</source>
        <translation>反斜杠后的转义无效</translation>
    </message>
    <message>
        <source>line breaks and control characters must be escaped</source>
        <translation>换行和控制字符必须转义</translation>
    </message>
    <message>
        <source>nested too deeply</source>
        <translation>嵌套过深</translation>
    </message>
    <message>
        <source>only one value is allowed</source>
        <translation>只允许一个值</translation>
    </message>
</context>
<context>
    <name>signalbox::JsonTreeModel</name>
    <message numerus="yes">
        <source>… %Ln more</source>
        <comment>values</comment>
        <translation>
            <numerusform>… 还有 %Ln 个</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, nested too deeply to be shown</source>
        <translation>%1，嵌套过深，无法显示</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>键</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
</context>
<context>
    <name>signalbox::JsonTreeView</name>
    <message>
        <source>Copy &amp;Path</source>
        <translation>复制路径(&amp;P)</translation>
    </message>
    <message>
        <source>Copy as &amp;Filter</source>
        <translation>复制为筛选条件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Copy Value</source>
        <translation>复制值(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Expand All Below</source>
        <translation>展开下级(&amp;E)</translation>
    </message>
    <message>
        <source>C&amp;ollapse All Below</source>
        <translation>折叠下级(&amp;O)</translation>
    </message>
    <message>
        <source>Payload as a JSON tree</source>
        <translation>以 JSON 树显示的内容</translation>
    </message>
    <message>
        <source>Filters have no path for this value</source>
        <translation>筛选条件无法表示此值的路径</translation>
    </message>
    <message>
        <source>Copied %1</source>
        <translation>已复制 %1</translation>
    </message>
    <message>
        <source>Value copied</source>
        <translation>已复制值</translation>
    </message>
    <message>
        <source>Expanded as far as %L1 rows</source>
        <translation>已展开，最多 %L1 行</translation>
    </message>
</context>
<context>
    <name>signalbox::KickDialog</name>
    <message>
        <source>4100 – kicked, may return</source>
        <translation>4100 – 被踢出，可以再来</translation>
    </message>
    <message>
        <source>4403 – banned, do not simply retry</source>
        <translation>4403 – 被封禁，请勿直接重试</translation>
    </message>
    <message>
        <source>1008 – policy violation</source>
        <translation>1008 – 违反规则</translation>
    </message>
    <message>
        <source>3003 – forbidden</source>
        <translation>3003 – 禁止访问</translation>
    </message>
    <message>
        <source>1000 – normal closure</source>
        <translation>1000 – 正常关闭</translation>
    </message>
    <message>
        <source>%1 / %2 bytes</source>
        <translation>%1 / %2 字节</translation>
    </message>
    <message>
        <source>%1: too long for a close frame</source>
        <translation>%1：超出关闭帧的长度</translation>
    </message>
    <message>
        <source>Kick</source>
        <translation>踢出</translation>
    </message>
    <message>
        <source>&amp;Close code:</source>
        <translation>关闭码(&amp;C)：</translation>
    </message>
    <message>
        <source>Another code</source>
        <translation>其他关闭码</translation>
    </message>
    <message>
        <source>Close code</source>
        <translation>关闭码</translation>
    </message>
    <message>
        <source>C&amp;ustom code:</source>
        <translation>自定义关闭码(&amp;U)：</translation>
    </message>
    <message>
        <source>Custom close code, 3000 to 4999</source>
        <translation>自定义关闭码，3000 到 4999</translation>
    </message>
    <message>
        <source>&amp;Reason:</source>
        <translation>原因(&amp;R)：</translation>
    </message>
    <message>
        <source>Optional; the client is shown this text</source>
        <translation>可选；客户端会看到这段文字</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Length of the reason</source>
        <translation>原因的长度</translation>
    </message>
    <message>
        <source>&amp;Kick</source>
        <translation>踢出(&amp;K)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Kick connection %1 (%2, %3)? What is still queued for it is discarded.</source>
        <translation>踢出连接 %1（%2，%3）吗？仍在排队的内容将被丢弃。</translation>
    </message>
    <message>
        <source>Says that everything is done. Many clients do not come back after it.</source>
        <translation>表示一切已完成。许多客户端收到后不再回来。</translation>
    </message>
    <message>
        <source>Says that the client broke a rule. Many clients do not come back after it.</source>
        <translation>表示客户端违反了规则。许多客户端收到后不再回来。</translation>
    </message>
    <message>
        <source>A code registered with IANA for libraries; what the client does is up to its library.</source>
        <translation>在 IANA 为程序库注册的关闭码；客户端如何处理取决于其程序库。</translation>
    </message>
    <message>
        <source>Asks the client to come back later, waiting longer after each failure.</source>
        <translation>请客户端稍后再来，每次失败后等待更久。</translation>
    </message>
    <message>
        <source>Asks the client to come back now.</source>
        <translation>请客户端现在就重新连接。</translation>
    </message>
    <message>
        <source>Asks the client not to simply retry; the last digits mean what they mean in HTTP.</source>
        <translation>请客户端不要直接重试；末尾几位数字的含义与 HTTP 相同。</translation>
    </message>
    <message>
        <source>An application&apos;s own code; what it means is up to the client.</source>
        <translation>应用自定义的关闭码；含义由客户端决定。</translation>
    </message>
    <message numerus="yes">
        <source>Kick %Ln connection(s) of %1? What is still queued for them is discarded.</source>
        <translation>
            <numerusform>踢出 %1 的 %Ln 个连接？仍在排队的内容将被丢弃。</numerusform>
        </translation>
    </message>
    <message>
        <source>Asks the client not to simply retry. Only the code is sent: nothing keeps it from connecting again. To keep it out, use Ban instead.</source>
        <translation>要求客户端不要直接重试。只发送此代码：客户端仍可再次连接。要拒绝它，请使用“封禁”。</translation>
    </message>
</context>
<context>
    <name>signalbox::LatencyBand</name>
    <message>
        <source>poor</source>
        <translation>差</translation>
    </message>
    <message>
        <source>fair</source>
        <translation>一般</translation>
    </message>
    <message>
        <source>good</source>
        <translation>良好</translation>
    </message>
    <message>
        <source>great</source>
        <translation>极佳</translation>
    </message>
    <message>
        <source>not measured yet</source>
        <translation>尚未测量</translation>
    </message>
</context>
<context>
    <name>signalbox::LatencyChart</name>
    <message>
        <source>5 min ago</source>
        <translation>5 分钟前</translation>
    </message>
    <message>
        <source>now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>not measured yet</source>
        <translation>尚未测量</translation>
    </message>
    <message>
        <source>Latency, last 5 minutes</source>
        <translation>最近 5 分钟的延迟</translation>
    </message>
    <message>
        <source>lowest %1, highest %2, last %3</source>
        <translation>最低 %1，最高 %2，最近 %3</translation>
    </message>
</context>
<context>
    <name>signalbox::ListenBanner</name>
    <message>
        <source>Not listening: another program already uses %1.</source>
        <translation>未能监听：%1 已被其他程序占用。</translation>
    </message>
    <message>
        <source>Not listening: the system does not allow %1. Ports below 1024 need special rights.</source>
        <translation>未能监听：系统不允许使用 %1。1024 以下的端口需要特殊权限。</translation>
    </message>
    <message>
        <source>Other &amp;port:</source>
        <translation>其他端口(&amp;P)：</translation>
    </message>
    <message>
        <source>Port to listen on instead</source>
        <translation>改为监听的端口</translation>
    </message>
    <message>
        <source>Listen there</source>
        <translation>改用此端口</translation>
    </message>
    <message>
        <source>Any free port</source>
        <translation>任意空闲端口</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>忽略</translation>
    </message>
    <message>
        <source>Not listening: %1.</source>
        <translation>未能监听：%1。</translation>
    </message>
    <message>
        <source>Not listening: this machine does not have the address of %1. 127.0.0.1 is an alternative.</source>
        <translation>未能监听：本机没有 %1 中的地址。可改用 127.0.0.1。</translation>
    </message>
    <message>
        <source>Signalbox itself uses this port, for its admin port or another address</source>
        <translation>Signalbox 自己正在使用此端口：用作管理端口或其他监听地址</translation>
    </message>
    <message>
        <source>Listening, but without the admin port for health and metrics: %1.</source>
        <translation>正在监听，但没有用于健康检查和指标的管理端口：%1。</translation>
    </message>
</context>
<context>
    <name>signalbox::MainTabs</name>
    <message>
        <source>&amp;Write</source>
        <translation>写消息(&amp;W)</translation>
    </message>
    <message>
        <source>Write a message to the selected connections</source>
        <translation>给所选连接写一条消息</translation>
    </message>
    <message>
        <source>Select one or more connections first</source>
        <translation>请先选择一个或多个连接</translation>
    </message>
    <message>
        <source>Lists</source>
        <translation>列表</translation>
    </message>
    <message>
        <source>&amp;Follow</source>
        <translation>跟踪(&amp;F)</translation>
    </message>
    <message>
        <source>Show every message of the selected connections, both ways, and nothing else</source>
        <translation>只显示所选连接双向的每条消息</translation>
    </message>
</context>
<context>
    <name>signalbox::MainWindow</name>
    <message>
        <source>Copied %1</source>
        <translation>已复制 %1</translation>
    </message>
    <message>
        <source>Opened %1 in the browser</source>
        <translation>已在浏览器中打开 %1</translation>
    </message>
    <message>
        <source>No browser could be opened: visit %1</source>
        <translation>无法打开浏览器，请访问 %1</translation>
    </message>
    <message>
        <source>not listening</source>
        <translation>未在监听</translation>
    </message>
    <message>
        <source>Signalbox — %1</source>
        <translation>Signalbox — %1</translation>
    </message>
    <message>
        <source>Certificates not reloaded: %1</source>
        <translation>证书未重新加载：%1</translation>
    </message>
    <message>
        <source>The certificates have not changed, valid until %1</source>
        <translation>证书没有变化，有效期至 %1</translation>
    </message>
    <message>
        <source>New certificates in use, valid until %1</source>
        <translation>已启用新证书，有效期至 %1</translation>
    </message>
    <message>
        <source>Signalbox — %1 — %2</source>
        <translation>Signalbox — %1 — %2</translation>
    </message>
</context>
<context>
    <name>signalbox::MessageActions</name>
    <message>
        <source>Find in messages</source>
        <translation>在消息中查找</translation>
    </message>
    <message>
        <source>Only selected</source>
        <translation>仅所选</translation>
    </message>
    <message>
        <source>Only messages of the connections selected above</source>
        <translation>只显示上方所选连接的消息</translation>
    </message>
    <message>
        <source>Only bookmarked</source>
        <translation>仅书签</translation>
    </message>
    <message>
        <source>Only messages with a bookmark</source>
        <translation>只显示有书签的消息</translation>
    </message>
    <message>
        <source>Control frames</source>
        <translation>控制帧</translation>
    </message>
    <message>
        <source>Show Ping, Pong and Close frames of the selected or followed connections from now on</source>
        <translation>从现在起显示所选或所跟踪连接的 Ping、Pong 和 Close 帧</translation>
    </message>
    <message>
        <source>Highlight only</source>
        <translation>仅突出显示</translation>
    </message>
    <message>
        <source>Mark what the filter finds, and hide nothing</source>
        <translation>标出筛选条件找到的内容，不隐藏任何消息</translation>
    </message>
    <message>
        <source>Next match</source>
        <translation>下一个匹配</translation>
    </message>
    <message>
        <source>Next match (F3)</source>
        <translation>下一个匹配 (F3)</translation>
    </message>
    <message>
        <source>Previous match</source>
        <translation>上一个匹配</translation>
    </message>
    <message>
        <source>Previous match (Shift+F3)</source>
        <translation>上一个匹配 (Shift+F3)</translation>
    </message>
    <message>
        <source>Bookmark</source>
        <translation>书签</translation>
    </message>
    <message>
        <source>Set or remove a bookmark at the selected messages</source>
        <translation>为所选消息设置或移除书签</translation>
    </message>
    <message>
        <source>Next bookmark</source>
        <translation>下一个书签</translation>
    </message>
    <message>
        <source>Previous bookmark</source>
        <translation>上一个书签</translation>
    </message>
    <message>
        <source>Auto-scroll</source>
        <translation>自动滚动</translation>
    </message>
    <message>
        <source>Keep the newest message in sight</source>
        <translation>始终显示最新消息</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Keep the log as it is; new messages wait and are added afterwards</source>
        <translation>保持日志不变；新消息会等待，恢复后再加入</translation>
    </message>
    <message>
        <source>Copy rows</source>
        <translation>复制行</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Save the selected messages, or all shown ones, as a file with one JSON object a line</source>
        <translation>将所选消息（或所有显示的消息）保存为文件，每行一个 JSON 对象</translation>
    </message>
    <message>
        <source>Columns…</source>
        <translation>列…</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清空</translation>
    </message>
    <message>
        <source>Remove all messages from the log</source>
        <translation>清空日志中的所有消息</translation>
    </message>
</context>
<context>
    <name>signalbox::MessageCells</name>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Δt</source>
        <comment>time between two messages</comment>
        <translation>Δt</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>种类</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>Room</source>
        <translation>房间</translation>
    </message>
    <message>
        <source>Seq</source>
        <comment>number of a message in its room</comment>
        <translation>序号</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
    <message numerus="yes">
        <source>%Ln message(s) not shown</source>
        <translation>
            <numerusform>%Ln 条消息未显示</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>to %Ln member(s)</source>
        <translation>
            <numerusform>发给 %Ln 个成员</numerusform>
        </translation>
    </message>
    <message>
        <source>to %1 (%L2)</source>
        <comment>user, connections</comment>
        <translation>发给 %1（%L2）</translation>
    </message>
    <message>
        <source>to %1</source>
        <comment>a recipient</comment>
        <translation>发给 %1</translation>
    </message>
    <message>
        <source>(payload no longer kept)</source>
        <translation>（内容已不再保留）</translation>
    </message>
    <message>
        <source>More arrived than the log can show. They were delivered; only the log left them out.</source>
        <translation>消息多于日志所能显示的数量。消息均已送达，只是日志没有列出。</translation>
    </message>
    <message>
        <source>The log keeps a limited amount of payloads and drops the oldest ones first.</source>
        <translation>日志保留的内容总量有限，最早的内容最先丢弃。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln byte(s)</source>
        <translation>
            <numerusform>%Ln 字节</numerusform>
        </translation>
    </message>
    <message>
        <source>error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>bin</source>
        <comment>binary message</comment>
        <translation>二进制</translation>
    </message>
    <message>
        <source>text</source>
        <comment>text message</comment>
        <translation>文本</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <comment>milliseconds</comment>
        <translation>%1 毫秒</translation>
    </message>
    <message>
        <source>%1 s</source>
        <comment>seconds</comment>
        <translation>%1 秒</translation>
    </message>
</context>
<context>
    <name>signalbox::MessageCommands</name>
    <message>
        <source>Export messages</source>
        <translation>导出消息</translation>
    </message>
    <message>
        <source>JSON lines (*.jsonl)</source>
        <translation>JSON 行 (*.jsonl)</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>没有找到</translation>
    </message>
    <message>
        <source>There are %L1 bookmarks already</source>
        <translation>已有 %L1 个书签</translation>
    </message>
    <message numerus="yes">
        <source>Copied the first %Ln row(s): export the others as a file</source>
        <translation>
            <numerusform>已复制前 %Ln 行：其余的请导出为文件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Copied %Ln row(s)</source>
        <translation>
            <numerusform>已复制 %Ln 行</numerusform>
        </translation>
    </message>
    <message>
        <source>There is no message to export</source>
        <translation>没有可导出的消息</translation>
    </message>
    <message>
        <source>Exported %L1 of %L2 messages</source>
        <translation>已导出 %L2 条消息中的 %L1 条</translation>
    </message>
    <message numerus="yes">
        <source>Saved %Ln message(s) as %1</source>
        <translation>
            <numerusform>已将 %Ln 条消息保存为 %1</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 could not be saved: %2</source>
        <translation>无法保存 %1：%2</translation>
    </message>
</context>
<context>
    <name>signalbox::MessageMenu</name>
    <message>
        <source>User %1</source>
        <translation>用户 %1</translation>
    </message>
    <message>
        <source>Connection #%1</source>
        <translation>连接 #%1</translation>
    </message>
    <message>
        <source>Room %1</source>
        <translation>房间 %1</translation>
    </message>
    <message>
        <source>Text messages</source>
        <translation>文本消息</translation>
    </message>
    <message>
        <source>Binary messages</source>
        <translation>二进制消息</translation>
    </message>
    <message>
        <source>&amp;Filter by</source>
        <translation>筛选(&amp;F)</translation>
    </message>
    <message>
        <source>E&amp;xclude</source>
        <translation>排除(&amp;X)</translation>
    </message>
    <message>
        <source>Follow connection #%1</source>
        <translation>跟踪连接 #%1</translation>
    </message>
    <message>
        <source>Copy message</source>
        <translation>复制消息</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>重新发送</translation>
    </message>
    <message>
        <source>Edit and send…</source>
        <translation>编辑并发送…</translation>
    </message>
</context>
<context>
    <name>signalbox::MessagesModel</name>
    <message>
        <source>to %1</source>
        <comment>a recipient</comment>
        <translation>发给 %1</translation>
    </message>
    <message numerus="yes">
        <source>and %Ln more</source>
        <comment>recipients</comment>
        <translation>
            <numerusform>还有 %Ln 个</numerusform>
        </translation>
    </message>
    <message>
        <source>Bookmarks</source>
        <translation>书签</translation>
    </message>
</context>
<context>
    <name>signalbox::MessagesPanel</name>
    <message numerus="yes">
        <source>%1 of %Ln message(s)</source>
        <translation>
            <numerusform>%Ln 条消息中的 %1 条</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln message(s)</source>
        <translation>
            <numerusform>%Ln 条消息</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 not shown</source>
        <translation>%1 条未显示</translation>
    </message>
    <message>
        <source>%1 older ones dropped</source>
        <translation>已丢弃较早的 %1 条</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Message log</source>
        <translation>消息日志</translation>
    </message>
    <message>
        <source>Filter messages</source>
        <translation>筛选消息</translation>
    </message>
    <message>
        <source>Shows the messages for which every word is true. A plain word is looked for in the payload; - before a word negates it.
room:lobby room=&quot;my lobby&quot; user:guest-* dir:in type:binary id:12 seq:12-20 size&gt;1KiB
json:order.items[0].id=7 code:bad_json re:&quot;pri[cs]e&quot;
Ctrl+Space completes</source>
        <translation>只显示每个词都符合的消息。普通关键词在消息内容中查找；词前加 - 表示排除。
room:lobby room=&quot;my lobby&quot; user:guest-* dir:in type:binary id:12 seq:12-20 size&gt;1KiB
json:order.items[0].id=7 code:bad_json re:&quot;pri[cs]e&quot;
按 Ctrl+空格 补全</translation>
    </message>
    <message>
        <source>What is wrong with the filter</source>
        <translation>筛选条件的错误</translation>
    </message>
    <message>
        <source>paused, %1 waiting</source>
        <translation>已暂停，%1 条等待显示</translation>
    </message>
    <message>
        <source>Only the first %L1 connections are followed</source>
        <translation>只跟踪前 %L1 个连接</translation>
    </message>
    <message>
        <source>match %1 of %2</source>
        <translation>第 %1 个匹配，共 %2 个</translation>
    </message>
    <message numerus="yes">
        <source>%Ln match(es)</source>
        <translation>
            <numerusform>%Ln 个匹配</numerusform>
        </translation>
    </message>
    <message>
        <source>searched %1 of %2</source>
        <translation>已搜索 %2 条中的 %1 条</translation>
    </message>
    <message numerus="yes">
        <source>%Ln message(s) are longer than what is kept of them: the filter does not know the rest.</source>
        <translation>
            <numerusform>%Ln 条消息超出保留的长度：筛选条件不知道其余内容。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The payloads of %Ln message(s) are no longer kept: the filter cannot look into them.</source>
        <translation>
            <numerusform>%Ln 条消息的内容已不再保留：筛选条件无法查看。</numerusform>
        </translation>
    </message>
    <message>
        <source>More actions</source>
        <translation>更多操作</translation>
    </message>
</context>
<context>
    <name>signalbox::NodesModel</name>
    <message>
        <source>Nothing was heard of this node for %1. The figures are those from before.</source>
        <translation>已有 %1 没有该节点的消息。数字为此前的数据。</translation>
    </message>
    <message>
        <source>How long ago this node was heard of</source>
        <translation>距上次收到该节点的消息</translation>
    </message>
    <message>
        <source>A part of the ids of its connections; another one after each start</source>
        <translation>其连接 ID 的一部分；每次启动后都不同</translation>
    </message>
    <message>
        <source>Node</source>
        <translation>节点</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Rooms</source>
        <translation>房间</translation>
    </message>
    <message>
        <source>Users</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>Heartbeat</source>
        <translation>心跳</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>No heartbeat</source>
        <translation>无心跳</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>正在运行</translation>
    </message>
    <message>
        <source>Draining</source>
        <translation>正在排空</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>正在启动</translation>
    </message>
    <message>
        <source>%1 (this node)</source>
        <translation>%1（本节点）</translation>
    </message>
</context>
<context>
    <name>signalbox::NodesPanel</name>
    <message>
        <source>Nodes</source>
        <translation>节点</translation>
    </message>
    <message numerus="yes">
        <source>%Ln selected</source>
        <translation>
            <numerusform>已选择 %Ln 个</numerusform>
        </translation>
    </message>
    <message>
        <source>Show all that is known about the node</source>
        <translation>显示该节点的全部信息</translation>
    </message>
    <message>
        <source>Select one node first</source>
        <translation>请先选择一个节点</translation>
    </message>
    <message>
        <source>Copy the selected rows as text</source>
        <translation>将所选行复制为文本</translation>
    </message>
    <message>
        <source>Select one or more nodes first</source>
        <translation>请先选择一个或多个节点</translation>
    </message>
    <message numerus="yes">
        <source>%1, %Ln late</source>
        <comment>nodes</comment>
        <translation>
            <numerusform>%1，%Ln 个超时</numerusform>
        </translation>
    </message>
    <message>
        <source>This server is in no cluster</source>
        <translation>此服务器不属于任何集群</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Last heartbeat</source>
        <translation>上次心跳</translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation>%1前</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Rooms</source>
        <translation>房间</translation>
    </message>
    <message>
        <source>Users</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>Node</source>
        <translation>节点</translation>
    </message>
    <message numerus="yes">
        <source>Copied %Ln node(s)</source>
        <translation>
            <numerusform>已复制 %Ln 个节点</numerusform>
        </translation>
    </message>
    <message>
        <source>The other lists are those of this node</source>
        <translation>其他列表只属于本节点</translation>
    </message>
    <message>
        <source>signalboxctl --cluster and the API list connections, rooms and users of all nodes</source>
        <translation>signalboxctl --cluster 和 API 可列出所有节点的连接、房间和用户</translation>
    </message>
    <message>
        <source>&amp;Details…</source>
        <translation>详细信息(&amp;D)…</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
</context>
<context>
    <name>signalbox::NoticeStrip</name>
    <message>
        <source>(%L1 more)</source>
        <translation>（还有 %L1 条）</translation>
    </message>
    <message>
        <source>No news</source>
        <translation>没有新通知</translation>
    </message>
</context>
<context>
    <name>signalbox::PayloadEdit</name>
    <message>
        <source>
… more lines than can be shown. Copy or save the payload to read all of it.</source>
        <translation>
… 行数过多，无法全部显示。请复制或保存内容以阅读全部内容。</translation>
    </message>
</context>
<context>
    <name>signalbox::PayloadFacts</name>
    <message>
        <source>JSON</source>
        <translation>JSON</translation>
    </message>
    <message>
        <source>Binary</source>
        <translation>二进制</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Close frame without a code</source>
        <translation>不带代码的关闭帧</translation>
    </message>
    <message>
        <source>Close frame, code %1</source>
        <translation>关闭帧，代码 %1</translation>
    </message>
    <message>
        <source>Ping frame</source>
        <translation>Ping 帧</translation>
    </message>
    <message>
        <source>Pong frame</source>
        <translation>Pong 帧</translation>
    </message>
    <message>
        <source>Answer: %1</source>
        <comment>a type of the envelope</comment>
        <translation>应答：%1</translation>
    </message>
    <message>
        <source>Error: %1</source>
        <comment>a code of the envelope</comment>
        <translation>错误：%1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>JSON: type of the envelope</comment>
        <translation>%1：%2</translation>
    </message>
    <message numerus="yes">
        <source>to %Ln recipient(s)</source>
        <translation>
            <numerusform>发给 %Ln 个接收者</numerusform>
        </translation>
    </message>
    <message>
        <source>from %1</source>
        <comment>a connection</comment>
        <translation>来自 %1</translation>
    </message>
    <message>
        <source>to %1</source>
        <comment>a connection</comment>
        <translation>发给 %1</translation>
    </message>
    <message numerus="yes">
        <source>%Ln message(s) not shown</source>
        <translation>
            <numerusform>%Ln 条消息未显示</numerusform>
        </translation>
    </message>
    <message>
        <source>the log has dropped this payload for newer ones</source>
        <translation>日志已为更新的消息丢弃此内容</translation>
    </message>
    <message>
        <source>only the first %1 kept</source>
        <translation>只保留了前 %1</translation>
    </message>
    <message>
        <source>room %1</source>
        <translation>房间 %1</translation>
    </message>
    <message>
        <source>seq %1</source>
        <comment>number of a message in its room</comment>
        <translation>序号 %1</translation>
    </message>
</context>
<context>
    <name>signalbox::PayloadPane</name>
    <message>
        <source>Copied the first %1 of %2</source>
        <comment>sizes</comment>
        <translation>已复制 %2 中的前 %1</translation>
    </message>
    <message>
        <source>Payload copied</source>
        <translation>内容已复制</translation>
    </message>
    <message>
        <source>Select a message to read all of it.</source>
        <translation>选择一条消息以查看完整内容。</translation>
    </message>
    <message>
        <source>… (%1 of %2 shown)</source>
        <comment>sizes</comment>
        <translation>…（共 %2，显示 %1）</translation>
    </message>
    <message>
        <source>Not JSON (line %1, column %2: %3)</source>
        <translation>不是 JSON（第 %1 行第 %2 列：%3）</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>JSON</source>
        <translation>JSON</translation>
    </message>
    <message>
        <source>Hex</source>
        <translation>十六进制</translation>
    </message>
    <message>
        <source>Copy the whole payload</source>
        <translation>复制全部内容</translation>
    </message>
    <message>
        <source>Payload of the selected message</source>
        <translation>所选消息的内容</translation>
    </message>
    <message>
        <source>long lines folded at %1</source>
        <translation>长行在 %1 处折行</translation>
    </message>
    <message>
        <source>Show the payload as a JSON tree</source>
        <translation>以 JSON 树显示内容</translation>
    </message>
    <message>
        <source>Show the payload as text</source>
        <translation>以文本显示内容</translation>
    </message>
    <message>
        <source>Show the bytes of the payload</source>
        <translation>显示内容的字节</translation>
    </message>
    <message>
        <source>Indent</source>
        <translation>缩进</translation>
    </message>
    <message>
        <source>Indent JSON, or show it as it was sent</source>
        <translation>缩进 JSON，或按发送时的原样显示</translation>
    </message>
    <message>
        <source>Find in the payload (Ctrl+F)</source>
        <translation>在内容中查找 (Ctrl+F)</translation>
    </message>
    <message>
        <source>Save the payload to a file</source>
        <translation>将内容保存到文件</translation>
    </message>
    <message>
        <source>Open the message in a window of its own</source>
        <translation>在单独的窗口中打开消息</translation>
    </message>
</context>
<context>
    <name>signalbox::PayloadSaver</name>
    <message>
        <source>this is not a regular file</source>
        <translation>这不是普通文件</translation>
    </message>
    <message>
        <source>Save Payload</source>
        <translation>保存内容</translation>
    </message>
    <message>
        <source>Only the first %1 of %2 were kept.</source>
        <comment>sizes</comment>
        <translation>%2 中只保留了前 %1。</translation>
    </message>
    <message>
        <source>The file will not have the rest of the message.</source>
        <translation>文件中不会包含消息的其余部分。</translation>
    </message>
    <message>
        <source>&amp;Save the Beginning…</source>
        <translation>保存开头部分(&amp;S)…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>The payload was not saved.</source>
        <translation>内容未保存。</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>file, what is wrong</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Saved %1 as %2</source>
        <comment>size, file</comment>
        <translation>已将 %1 保存为 %2</translation>
    </message>
</context>
<context>
    <name>signalbox::PayloadWindow</name>
    <message>
        <source>Message %L1</source>
        <translation>消息 %L1</translation>
    </message>
</context>
<context>
    <name>signalbox::PeerText</name>
    <message>
        <source>not authenticated</source>
        <translation>未认证</translation>
    </message>
</context>
<context>
    <name>signalbox::QueryError</name>
    <message>
        <source>A filter has at most %1 characters</source>
        <translation>筛选条件最多 %1 个字符</translation>
    </message>
    <message>
        <source>A filter has at most %1 terms</source>
        <translation>筛选条件最多 %1 个词</translation>
    </message>
    <message>
        <source>A quotation mark is not closed</source>
        <translation>引号没有闭合</translation>
    </message>
    <message>
        <source>“%1” lacks what to look for</source>
        <translation>“%1”缺少要查找的内容</translation>
    </message>
    <message>
        <source>“%1” is no field here; there are %2. Plain text with such a sign needs quotation marks</source>
        <translation>这里没有“%1”字段；可用的有 %2。含有此类符号的普通文字需加引号</translation>
    </message>
    <message>
        <source>“%1” cannot be compared; %2 can</source>
        <translation>“%1”不能比较；可比较的有 %2</translation>
    </message>
    <message>
        <source>Behind “%1” belongs &gt; &gt;= &lt; &lt;= or =</source>
        <translation>“%1”之后应为 &gt; &gt;= &lt; &lt;= 或 =</translation>
    </message>
    <message>
        <source>Behind “%1” belongs a colon</source>
        <translation>“%1”之后应为冒号</translation>
    </message>
    <message>
        <source>“%1”: a time such as 100ms, 2s or 5min belongs here</source>
        <translation>“%1”：此处应为时间，如 100ms、2s 或 5min</translation>
    </message>
    <message>
        <source>“%1”: a size such as 64KiB or 1MB belongs here</source>
        <translation>“%1”：此处应为大小，如 64KiB 或 1MB</translation>
    </message>
    <message>
        <source>“%1”: a whole number belongs here</source>
        <translation>“%1”：此处应为整数</translation>
    </message>
    <message>
        <source>“%1”: a whole number or a range such as 4400-4499 belongs here</source>
        <translation>“%1”：此处应为整数或范围，如 4400-4499</translation>
    </message>
    <message>
        <source>“%1”: allowed are %2</source>
        <translation>“%1”：允许的有 %2</translation>
    </message>
    <message>
        <source>“%1”: the beginning of an address such as 10.0. or a network such as 10.0.0.0/8 belongs here</source>
        <translation>“%1”：此处应为地址的开头（如 10.0.）或网段（如 10.0.0.0/8）</translation>
    </message>
    <message>
        <source>“%1”: an address such as 10.0.0.7 belongs here</source>
        <translation>“%1”：此处应为地址，如 10.0.0.7</translation>
    </message>
    <message>
        <source>“%1”: a path and a value such as order.items[0].id=7 belong here</source>
        <translation>“%1”：此处应为路径和值，如 order.items[0].id=7</translation>
    </message>
    <message>
        <source>“%1”: %2</source>
        <translation>“%1”：%2</translation>
    </message>
    <message>
        <source>A filter has at most %1 expressions</source>
        <translation>筛选条件最多 %1 个表达式</translation>
    </message>
</context>
<context>
    <name>signalbox::RoomActions</name>
    <message>
        <source>Put into &amp;Room…</source>
        <translation>放入房间(&amp;R)…</translation>
    </message>
    <message>
        <source>Take &amp;out of Room…</source>
        <translation>移出房间(&amp;O)…</translation>
    </message>
    <message>
        <source>Make the selected connections members of a room, as if they had joined it</source>
        <translation>让所选连接成为一个房间的成员，如同自行加入</translation>
    </message>
    <message>
        <source>Remove the selected connections from a room; they stay connected</source>
        <translation>将所选连接移出一个房间；连接保持不断</translation>
    </message>
    <message>
        <source>Select a connection, a user or a room first</source>
        <translation>请先选择连接、用户或房间</translation>
    </message>
    <message>
        <source>Nobody is in the selected room</source>
        <translation>所选房间中没有人</translation>
    </message>
</context>
<context>
    <name>signalbox::RoomDialog</name>
    <message>
        <source>Put into a Room</source>
        <translation>放入房间</translation>
    </message>
    <message>
        <source>Take out of a Room</source>
        <translation>移出房间</translation>
    </message>
    <message numerus="yes">
        <source>Put %Ln connection(s) into which room?</source>
        <translation>
            <numerusform>将 %Ln 个连接放入哪个房间？</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Take %Ln connection(s) out of which room?</source>
        <translation>
            <numerusform>将 %Ln 个连接移出哪个房间？</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Room:</source>
        <translation>房间(&amp;R)：</translation>
    </message>
    <message>
        <source>Name of the room</source>
        <translation>房间名</translation>
    </message>
    <message>
        <source>1 to %1 characters</source>
        <translation>1 到 %1 个字符</translation>
    </message>
    <message>
        <source>&amp;Put in</source>
        <translation>放入(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Take out</source>
        <translation>移出(&amp;T)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>signalbox::RoomsModel</name>
    <message>
        <source>Room</source>
        <translation>房间</translation>
    </message>
    <message>
        <source>Members</source>
        <translation>成员</translation>
    </message>
    <message>
        <source>Messages/s</source>
        <translation>消息/秒</translation>
    </message>
    <message>
        <source>%1 (#%2)</source>
        <comment>user, connection</comment>
        <translation>%1（#%2）</translation>
    </message>
    <message>
        <source>Published</source>
        <translation>已发消息</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>messages in the history, and their size</comment>
        <translation>%1 · %2</translation>
    </message>
</context>
<context>
    <name>signalbox::RoomsPanel</name>
    <message>
        <source>&amp;Write to the User</source>
        <translation>写给该用户(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Write to the Room</source>
        <translation>写给该房间(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Messages of the User</source>
        <translation>该用户的消息(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Messages of the Room</source>
        <translation>该房间的消息(&amp;M)</translation>
    </message>
    <message numerus="yes">
        <source>%Ln room(s)</source>
        <translation>
            <numerusform>%Ln 个房间</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, the fullest; %2 more</source>
        <translation>%1（人数最多的），另有 %2 个</translation>
    </message>
    <message>
        <source>%1; %2 more members</source>
        <translation>%1；另有 %2 名成员</translation>
    </message>
    <message>
        <source>Name of a room</source>
        <translation>房间名</translation>
    </message>
    <message>
        <source>Rooms and their members</source>
        <translation>房间及其成员</translation>
    </message>
    <message>
        <source>No room matches the filter</source>
        <translation>没有符合筛选条件的房间</translation>
    </message>
    <message>
        <source>No rooms. A room is created when its first client joins</source>
        <translation>没有房间。第一个客户端加入时会创建房间</translation>
    </message>
    <message>
        <source>Shows the rooms for which every word is true: a part of the name, or
room:tea* room=&quot;Tea Room&quot; members&gt;=10 seq&gt;1000 history_messages&gt;0 history_bytes&gt;64KiB re:&quot;^bot-\d+$&quot;
- before a word negates it. Ctrl+Space completes</source>
        <translation>只显示每个词都符合的房间：房间名的一部分，或
room:tea* room=&quot;Tea Room&quot; members&gt;=10 seq&gt;1000 history_messages&gt;0 history_bytes&gt;64KiB re:&quot;^bot-\d+$&quot;
词前加 - 表示排除。按 Ctrl+空格 补全</translation>
    </message>
    <message>
        <source>Rooms</source>
        <translation>房间</translation>
    </message>
</context>
<context>
    <name>signalbox::RowTable</name>
    <message>
        <source>&amp;Default Columns</source>
        <translation>默认列(&amp;D)</translation>
    </message>
</context>
<context>
    <name>signalbox::ScopeBox</name>
    <message numerus="yes">
        <source>The %Ln &amp;selected</source>
        <translation>
            <numerusform>所选的 %Ln 个(&amp;S)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&amp;All %Ln that the filter shows: %1</source>
        <translation>
            <numerusform>筛选条件显示的全部 %Ln 个(&amp;A)：%1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>signalbox::SelectionBar</name>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Actions on the selection</source>
        <translation>对所选内容的操作</translation>
    </message>
</context>
<context>
    <name>signalbox::SendReport</name>
    <message numerus="yes">
        <source>Sent to %Ln connection(s)</source>
        <translation>
            <numerusform>已发送给 %Ln 个连接</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>queue full for %Ln</source>
        <translation>
            <numerusform>%Ln 个队列已满</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln already gone</source>
        <translation>
            <numerusform>%Ln 个早已断开</numerusform>
        </translation>
    </message>
    <message>
        <source>Nobody to send to</source>
        <translation>没有可发送的对象</translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation>未发送</translation>
    </message>
</context>
<context>
    <name>signalbox::StatePill</name>
    <message>
        <source>Not listening</source>
        <translation>未在监听</translation>
    </message>
    <message>
        <source>Listening</source>
        <translation>监听中</translation>
    </message>
    <message>
        <source>The server runs without an address to connect to</source>
        <translation>服务器在运行，但没有可连接的地址</translation>
    </message>
    <message>
        <source>Clients can connect</source>
        <translation>客户端可以连接</translation>
    </message>
    <message>
        <source>Draining</source>
        <translation>正在排空</translation>
    </message>
    <message>
        <source>No new connections; the present ones are being closed</source>
        <translation>不再接受新连接；正在关闭现有连接</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>The server could not start</source>
        <translation>服务器未能启动</translation>
    </message>
    <message>
        <source>Nobody can connect</source>
        <translation>无法连接</translation>
    </message>
</context>
<context>
    <name>signalbox::StatsBar</name>
    <message>
        <source>Median latency</source>
        <translation>延迟中位数</translation>
    </message>
    <message>
        <source>Messages and bytes a second from the connections, over the last four seconds</source>
        <translation>最近四秒内每秒从各连接收到的消息数和字节数</translation>
    </message>
    <message>
        <source>Messages and bytes a second to the connections, over the last four seconds</source>
        <translation>最近四秒内每秒发送给各连接的消息数和字节数</translation>
    </message>
    <message>
        <source>Half of the connections answer the pings of the server faster than this: the median of the latencies in the list. Pings are sent each heartbeat.interval, also while messages flow</source>
        <translation>半数连接回应服务器 ping 的时间短于此值：列表中各延迟的中位数。每隔 heartbeat.interval 发送一次 ping，消息往来时也照常发送</translation>
    </message>
    <message>
        <source>Queued</source>
        <translation>排队</translation>
    </message>
    <message>
        <source>Bytes that wait for connections that read slowly</source>
        <translation>等待读取较慢的连接的字节数</translation>
    </message>
    <message>
        <source>p95</source>
        <comment>the latency below which 95 % are</comment>
        <translation>p95</translation>
    </message>
    <message>
        <source>95 of 100 connections answer faster than this</source>
        <translation>100 个连接中有 95 个的响应比这更快</translation>
    </message>
</context>
<context>
    <name>signalbox::UsersModel</name>
    <message>
        <source>User</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Rooms</source>
        <translation>房间</translation>
    </message>
</context>
<context>
    <name>signalbox::UsersPanel</name>
    <message numerus="yes">
        <source>%Ln user(s)</source>
        <translation>
            <numerusform>%Ln 个用户</numerusform>
        </translation>
    </message>
    <message>
        <source>Name of a user</source>
        <translation>用户名</translation>
    </message>
    <message>
        <source>Users and their connections</source>
        <translation>用户及其连接</translation>
    </message>
    <message>
        <source>Nobody is connected</source>
        <translation>无人连接</translation>
    </message>
    <message>
        <source>No user matches the filter</source>
        <translation>没有符合筛选条件的用户</translation>
    </message>
    <message>
        <source>&amp;Write to the User</source>
        <translation>写给该用户(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Messages of the User</source>
        <translation>该用户的消息(&amp;M)</translation>
    </message>
    <message>
        <source>Shows the users for which every word is true: a part of the name or of a room, or
user:guest-* user=&quot;Ann Lee&quot; room:lobby connections&gt;1 re:&quot;^bot-\d+$&quot;
- before a word negates it. Ctrl+Space completes</source>
        <translation>只显示每个词都符合的用户：用户名或房间名的一部分，或
user:guest-* user=&quot;Ann Lee&quot; room:lobby connections&gt;1 re:&quot;^bot-\d+$&quot;
词前加 - 表示排除。按 Ctrl+空格 补全</translation>
    </message>
    <message>
        <source>Users</source>
        <translation>用户</translation>
    </message>
</context>
<context>
    <name>signalbox::VerdictText</name>
    <message>
        <source>Unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>%1, %2: the network or the client&apos;s machine</source>
        <translation>%1，%2：网络或客户端的机器有问题</translation>
    </message>
    <message>
        <source>%1: the network or the client&apos;s machine</source>
        <translation>%1：网络或客户端的机器有问题</translation>
    </message>
    <message>
        <source>%1, but the client&apos;s kernel acknowledged what was sent: the client&apos;s program hangs, or answers no pings</source>
        <translation>%1，但客户端的内核确认了已发送的数据：客户端程序停止响应，或不回应 ping</translation>
    </message>
    <message>
        <source>The last byte came %1 ago, and its user connected again %2 after it: the client changed its network or was restarted</source>
        <translation>最后一个字节在 %1 前到达，其用户在之后 %2 重新连接：客户端更换了网络或重新启动</translation>
    </message>
    <message>
        <source>Took nothing for %1 (%2) while %3 was queued</source>
        <translation>%1 内未接收任何数据（%2），其间有 %3 排队</translation>
    </message>
    <message>
        <source>%1: the client does not read</source>
        <translation>%1：客户端不读取</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>what was seen, what the kernel had</comment>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>Sent a message of at least %1 bytes, the limit is %2 (%3)</source>
        <translation>发送了至少 %1 字节的消息，上限为 %2（%3）</translation>
    </message>
    <message>
        <source>Broke a rule of the protocol, %1: the client&apos;s WebSocket code, or something in between</source>
        <translation>违反了协议规则 %1：客户端的 WebSocket 代码或中间设备有问题</translation>
    </message>
    <message>
        <source>Sent %1</source>
        <comment>what was wrong with a text</comment>
        <translation>发送了 %1</translation>
    </message>
    <message>
        <source>Sent a binary message of %1 bytes, but the envelope is text</source>
        <translation>发送了 %1 字节的二进制消息，而信封应为文本</translation>
    </message>
    <message>
        <source>Sent %1 bad envelopes within a minute, the last one was %2</source>
        <translation>一分钟内发送了 %1 个错误的信封，最后一个是 %2</translation>
    </message>
    <message>
        <source>Closed %1 after the last traffic, %2 from this address or its proxy: a proxy&apos;s idle timeout; set heartbeat.interval below %3</source>
        <translation>最后一次通信 %1 后关闭，此地址或其代理已发生 %2：代理的空闲超时；请将 heartbeat.interval 设为小于 %3</translation>
    </message>
    <message numerus="yes">
        <source>%Ln time(s)</source>
        <translation>
            <numerusform>%Ln 次</numerusform>
        </translation>
    </message>
    <message>
        <source>The TCP connection ended without a Close frame, %1 after the last byte: the client&apos;s program ended, or something in between closed it</source>
        <translation>TCP 连接在最后一个字节 %1 后结束，没有 Close 帧：客户端程序已结束，或中间设备关闭了连接</translation>
    </message>
    <message>
        <source>The kernel gave up (%1) after %2 retransmissions, the last byte came %3 ago: the network or the client&apos;s machine</source>
        <translation>内核在 %2 次重传后放弃（%1），最后一个字节在 %3 前到达：网络或客户端的机器有问题</translation>
    </message>
    <message>
        <source>TLS failed (%1): the client&apos;s TLS code, or something in between changed the bytes</source>
        <translation>TLS 失败（%1）：客户端的 TLS 代码有问题，或中间设备改动了数据</translation>
    </message>
    <message>
        <source>The client closed with 1001: its page was left or reloaded</source>
        <translation>客户端以 1001 关闭：页面已离开或重新加载</translation>
    </message>
    <message>
        <source>The client closed without a code</source>
        <translation>客户端关闭，没有代码</translation>
    </message>
    <message>
        <source>The client closed with %1</source>
        <translation>客户端以 %1 关闭</translation>
    </message>
    <message>
        <source>Kicked with %1 by %2</source>
        <translation>被 %2 以 %1 踢出</translation>
    </message>
    <message>
        <source>Closed by %1</source>
        <translation>由%1关闭</translation>
    </message>
    <message>
        <source>The server was stopped</source>
        <translation>服务器已停止</translation>
    </message>
    <message>
        <source>The server closed its connections for a restart (drain)</source>
        <translation>服务器为重启而关闭连接（排空）</translation>
    </message>
    <message>
        <source>The server needed memory (%1), and %2 was held for this client</source>
        <translation>服务器需要内存（%1），而此客户端占用了 %2</translation>
    </message>
    <message>
        <source>Could not be in the room of its path: %1 (%2) was reached</source>
        <translation>无法进入其路径的房间：已达到 %1（%2）</translation>
    </message>
    <message>
        <source>the server</source>
        <translation>服务器</translation>
    </message>
    <message>
        <source>the program that embeds the server</source>
        <translation>嵌入服务器的程序</translation>
    </message>
    <message>
        <source>the window</source>
        <translation>窗口</translation>
    </message>
    <message>
        <source>the admin API</source>
        <translation>管理 API</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>who, name</comment>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>the kernel had %1 unsent and %2 unacknowledged</source>
        <translation>内核有 %1 未发送、%2 未确认</translation>
    </message>
    <message>
        <source>the kernel had %1 unsent</source>
        <translation>内核有 %1 未发送</translation>
    </message>
    <message>
        <source>the kernel had %1 unacknowledged</source>
        <translation>内核有 %1 未确认</translation>
    </message>
    <message>
        <source>No pong for %1, the last byte came %2 ago</source>
        <translation>%1 内没有 pong，最后一个字节在 %2 前到达</translation>
    </message>
    <message>
        <source>%1 was queued (%2)</source>
        <translation>有 %1 排队（%2）</translation>
    </message>
    <message>
        <source>Read too slowly: %1</source>
        <translation>读取过慢：%1</translation>
    </message>
    <message>
        <source>Read %1 while its room said %2, over %3; %4</source>
        <translation>在 %3 内读取 %1，而其房间发出 %2；%4</translation>
    </message>
    <message>
        <source>Read %1 while %2 came for it, over %3; %4</source>
        <translation>在 %3 内读取 %1，而发给它的有 %2；%4</translation>
    </message>
    <message>
        <source>The TCP connection was reset (%1), the last byte came %2 ago</source>
        <translation>TCP 连接被重置（%1），最后一个字节在 %2 前到达</translation>
    </message>
    <message>
        <source>%1: the client&apos;s program ended, or something in between cut the connection</source>
        <translation>%1：客户端程序已结束，或中间设备切断了连接</translation>
    </message>
    <message>
        <source>%1, %2 did not get there</source>
        <comment>what happened, bytes</comment>
        <translation>%1，有 %2 未送达</translation>
    </message>
    <message>
        <source>Sent a message to a room in which it may not publish</source>
        <translation>向不允许其发布的房间发送了消息</translation>
    </message>
    <message>
        <source>Sent a token that is not valid</source>
        <translation>发送了无效的令牌</translation>
    </message>
    <message>
        <source>Its token does not grant the room of its path</source>
        <translation>其令牌未授予其路径的房间</translation>
    </message>
    <message>
        <source>Its token was revoked</source>
        <translation>其令牌已被吊销</translation>
    </message>
    <message>
        <source>Sent no token within %1 (%2)</source>
        <translation>在 %1 内未发送令牌（%2）</translation>
    </message>
    <message>
        <source>Was connected for as long as is allowed, %1 (%2)</source>
        <translation>连接时间已达上限 %1（%2）</translation>
    </message>
    <message>
        <source>Its token expired, and it sent no newer one</source>
        <translation>其令牌已过期，且未发送新的令牌</translation>
    </message>
    <message>
        <source>Was banned</source>
        <translation>已被封禁</translation>
    </message>
    <message>
        <source>Its user connected again, and may not have more connections</source>
        <translation>其用户再次连接，且不能有更多连接</translation>
    </message>
    <message>
        <source>Sent faster than the limit of %1 a second (%2)</source>
        <translation>发送速度超过每秒 %1 的上限（%2）</translation>
    </message>
</context>
<context>
    <name>signalbox::WindowMenus</name>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Connections</source>
        <translation>连接(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Messages</source>
        <translation>消息(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>语言(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>System</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>&amp;Start</source>
        <translation>启动(&amp;S)</translation>
    </message>
    <message>
        <source>Close all connections and stop listening</source>
        <translation>关闭所有连接并停止监听</translation>
    </message>
    <message>
        <source>Start listening</source>
        <translation>开始监听</translation>
    </message>
    <message>
        <source>&amp;Copy the address</source>
        <translation>复制地址(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Open the test page</source>
        <translation>打开测试页(&amp;O)</translation>
    </message>
    <message>
        <source>Open the built-in test page in the browser</source>
        <translation>在浏览器中打开内置测试页</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Write a message</source>
        <translation>撰写消息(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Message log</source>
        <translation>消息日志(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;How to connect</source>
        <translation>如何连接(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;About Signalbox</source>
        <translation>关于 Signalbox(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Stop…</source>
        <translation>停止(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Filter</source>
        <translation>筛选(&amp;F)</translation>
    </message>
    <message>
        <source>Filter the list with the focus</source>
        <translation>筛选当前焦点所在的列表</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>主题(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;System</source>
        <translation>跟随系统(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>浅色(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>深色(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Inspector</source>
        <translation>检查器(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;Reload certificates</source>
        <translation>重新加载证书(&amp;R)</translation>
    </message>
    <message>
        <source>Read the files of TLS again, for new connections</source>
        <translation>重新读取 TLS 文件，用于新的连接</translation>
    </message>
</context>
<context>
    <name>signalbox::WindowServices</name>
    <message>
        <source>Close Signalbox?</source>
        <translation>关闭 Signalbox 吗？</translation>
    </message>
    <message numerus="yes">
        <source>%Ln connection(s) will be closed.</source>
        <translation>
            <numerusform>将关闭 %Ln 个连接。</numerusform>
        </translation>
    </message>
    <message>
        <source>The server stops with this window.</source>
        <translation>服务器会随窗口一起停止。</translation>
    </message>
    <message>
        <source>Close Signalbox</source>
        <translation>关闭 Signalbox</translation>
    </message>
</context>
</TS>
