// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/promptscli.h"

#include <QDirIterator>
#include <QRandomGenerator>

#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

using namespace Qt::StringLiterals;
using namespace howdah;
using test::CtlProcess;
using test::expected;
using test::PromptDatabase;

// The keys of `howdahctl prompts`, and where neither they nor the texts may be found.
class PromptKeysCliTest final : public QObject, test::PromptsCli
{
    Q_OBJECT
private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { m_holder.reset(); }

    // P4: without keys everything but the texts, and nothing is ever written readable instead.
    void P4_withoutAKeychain()
    {
        seedThree();
        const QStringList database{u"--database"_s, m_base->uri()};
        QCOMPARE(ctl(QStringList{u"list"_s, u"--json"_s} + database), 0);
        QCOMPARE(json()[u"prompts"_s].toArray()[0][u"state"_s].toString(), u"locked"_s);
        QVERIFY(m_err.contains("cannot be decrypted"));
        QCOMPARE(ctl(QStringList{u"score"_s, u"A"_s} + database), 0);
        QCOMPARE(ctl(QStringList{u"history"_s} + database), 0);
        QCOMPARE(ctl(QStringList{u"activate"_s, u"A-v1.1.0"_s, u"--yes"_s} + database), 0); // needs no text
        QCOMPARE(active(), u"A 1.1.0,B 1.0.0"_s);
        writePrompt(PromptDatabase::version(u"D"_s, u"1.0.0"_s));
        const QStringList seed{u"seed"_s, u"--source"_s, path(u"source"_s), u"--yes"_s};
        QCOMPARE(ctl(seed + database), 64);
        QVERIFY(m_err.contains("There is no key"));
        QCOMPARE(m_base->psql(u"SELECT count(*) FROM ai_prompts"_s), u"3"_s);
        QCOMPARE(ctl(QStringList{u"export"_s, u"--out"_s, path(u"out"_s), u"--yes"_s} + database), 2);
        QVERIFY(!QFileInfo::exists(path(u"out"_s)));
        QCOMPARE(ctl(QStringList{u"reencrypt"_s, u"--yes"_s} + database), 64);
        QCOMPARE(ctl(QStringList{u"keys"_s, u"create"_s, u"--yes"_s} + database), 2); // there is no keychain
        QCOMPARE(ctl(QStringList{u"diff"_s, u"A-v1.0.0"_s, u"A-v1.1.0"_s} + database), 2);
        // Asked for in so many words.
        QCOMPARE(ctl(seed + QStringList{u"--readable"_s, u"--only"_s, u"D-v1.0.0"_s} + database), 0);
        QCOMPARE(m_base->psql(u"SELECT count(*) FROM ai_prompts WHERE \"keyId\" IS NULL"_s), u"1"_s);
    }

    void P4_refusesAKeyFileThatOthersMayRead()
    {
        seedThree();
        QVERIFY(QFile::setPermissions(
            keyFile(), QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ReadGroup));
        QCOMPARE(prompts({u"list"_s, u"--json"_s}), 0);
        QCOMPARE(json()[u"prompts"_s].toArray()[0][u"state"_s].toString(), u"locked"_s);
        QVERIFY(m_err.contains("chmod 600"));
    }

    // 500 prompts of which one is damaged and one has the wrong key.
    void P4_oneBadRowHidesNoOther()
    {
        makeKey();
        const auto keys = expected(prompt::FileKeyStore(keyFile()).load());
        std::vector<prompt::Prompt> many;
        for (int i = 0; i < 500; ++i)
            many.push_back(PromptDatabase::version(u"P%1"_s.arg(i, 3, 10, QChar(u'0')), u"1.0.0"_s));
        m_base->seed(many, keys);
        m_base->run(
            u"UPDATE ai_prompts SET \"systemPrompt\" = overlay(\"systemPrompt\" placing 'AAAA' from 60) WHERE name = "
            "'P123'"_s);
        QCOMPARE(prompts({u"list"_s, u"--json"_s}), 0);
        QMap<QString, int> states;
        for (const QJsonValue one : json()[u"prompts"_s].toArray())
            ++states[one[u"state"_s].toString()];
        QCOMPARE(states, (QMap<QString, int>{{u"open"_s, 499}, {u"damaged"_s, 1}}));
        QCOMPARE(prompts({u"export"_s, u"--out"_s, path(u"out"_s), u"--yes"_s}), 2);
        QCOMPARE(QDir(path(u"out"_s)).entryList(QDir::Files).size(), 499);
        QVERIFY(m_out.contains("P123") && m_out.contains("damaged"));
        QCOMPARE(prompts({u"reencrypt"_s, u"--json"_s}), 2); // all that open have the current key
        QCOMPARE(json()[u"refused"_s].toArray().size(), 1);
        QCOMPARE(prompts({u"lint"_s}), 2);
        QVERIFY(m_out.contains("P123-v1.0.0: systemPrompt: error"));
    }

    // Killed half way, at a row that somebody holds, and gone on with.
    void P4_rotationKilledAndResumed()
    {
        makeKey();
        const auto keys = expected(prompt::FileKeyStore(keyFile()).load());
        std::vector<prompt::Prompt> many;
        for (int i = 0; i < 60; ++i)
            many.push_back(PromptDatabase::version(u"P%1"_s.arg(i, 2, 10, QChar(u'0')), u"1.0.0"_s));
        m_base->seed(many, keys);
        QCOMPARE(prompts({u"keys"_s, u"create"_s, u"--id"_s, u"second"_s, u"--yes"_s}), 0);
        QCOMPARE(prompts({u"reencrypt"_s, u"--json"_s}), 1);
        QCOMPARE(json()[u"changed"_s].toInt(), 60);
        const QString count = u"SELECT count(*) FROM ai_prompts WHERE \"keyId\" = 'second'"_s;
        QCOMPARE(m_base->psql(count), u"0"_s);
        const auto holder = PromptDatabase::open(m_base->info(), connection::Names::OfDatabase);
        expected(holder->query({u"BEGIN"_s, {}}).result());
        expected(holder->query({u"SELECT FROM ai_prompts WHERE name = 'P23' FOR UPDATE"_s, {}}).result());
        {
            CtlProcess process(
                {u"prompts"_s, u"reencrypt"_s, u"--yes"_s, u"--database"_s, m_base->uri(), u"--key-file"_s, keyFile()},
                environment());
            QTRY_COMPARE_WITH_TIMEOUT(
                m_base->psql(u"SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = "
                             "current_database()"_s),
                u"1"_s, 60'000);
            process.kill();
        }
        expected(holder->query({u"ROLLBACK"_s, {}}).result());
        QCOMPARE(m_base->psql(count), u"23"_s);
        // Half with the old key and half with the new one: every text opens.
        QCOMPARE(prompts({u"list"_s, u"--json"_s}), 0);
        for (const QJsonValue one : json()[u"prompts"_s].toArray())
            QCOMPARE(one[u"state"_s].toString(), u"open"_s);
        QCOMPARE(prompts({u"keys"_s, u"remove"_s, u"first"_s, u"--yes"_s}), 2); // still needed
        QTRY_COMPARE(m_base->psql(u"SELECT count(*) FROM pg_locks WHERE relation = 'ai_prompts'::regclass"_s), u"0"_s);
        QCOMPARE(prompts({u"reencrypt"_s, u"--yes"_s, u"--json"_s}), 0);
        QCOMPARE(json()[u"changed"_s].toInt() + json()[u"current"_s].toInt(), 60);
        QVERIFY(json()[u"current"_s].toInt() >= 23);
        QCOMPARE(m_base->psql(count), u"60"_s);
        QCOMPARE(prompts({u"keys"_s, u"remove"_s, u"first"_s, u"--yes"_s}), 0);
        QCOMPARE(prompts({u"keys"_s, u"list"_s, u"--json"_s}), 0);
        QCOMPARE(json()[u"keys"_s].toArray().size(), 1);
        QCOMPARE(json()[u"keys"_s].toArray()[0][u"rows"_s].toInt(), 60);
        QCOMPARE(m_base->stored(expected(prompt::FileKeyStore(keyFile()).load()))[0].state, prompt::CellState::Open);
    }

    void P4_keysAreBackedUp()
    {
        seedThree();
        write(u"pass"_s, "correct horse battery\n");
        const QStringList pass{u"--passphrase-file"_s, path(u"pass"_s)};
        QCOMPARE(prompts(QStringList{u"keys"_s, u"backup"_s, path(u"backup"_s)} + pass), 1);
        QCOMPARE(prompts(QStringList{u"keys"_s, u"backup"_s, path(u"backup"_s), u"--yes"_s} + pass), 0);
        QVERIFY(!read(u"backup"_s).contains(read(u"keys"_s).split(' ').value(3)));
        QCOMPARE(prompts(QStringList{u"keys"_s, u"backup"_s, path(u"backup"_s), u"--yes"_s} + pass), 2); // is there
        QVERIFY(QFile::remove(keyFile()));
        QCOMPARE(prompts({u"diff"_s, u"A-v1.0.0"_s, u"A-v1.1.0"_s}), 2);
        QCOMPARE(prompts({u"keys"_s, u"restore"_s, path(u"backup"_s), u"--yes"_s}), 64); // there is nobody to ask
        write(u"wrong"_s, "another passphrase\n");
        QCOMPARE(
            prompts({u"keys"_s, u"restore"_s, path(u"backup"_s), u"--yes"_s, u"--passphrase-file"_s, path(u"wrong"_s)}),
            2);
        QCOMPARE(prompts(QStringList{u"keys"_s, u"restore"_s, path(u"backup"_s), u"--yes"_s} + pass), 0);
        QCOMPARE(prompts({u"diff"_s, u"A-v1.0.0"_s, u"A-v1.1.0"_s}), 1);
        QVERIFY(!read(u"data/prompts/journal.jsonl"_s).contains("correct horse"));
    }

    // Output, arguments, logs, journals: no text where nobody has asked for one.
    void textsAreNowhere()
    {
        makeKey();
        const QString canary = u"CANARY%1"_s.arg(QRandomGenerator::global()->generate());
        m_base->logEverything();
        prompt::Prompt one = PromptDatabase::version(u"A"_s, u"1.0.0"_s, true);
        one.systemPrompt = canary;
        writePrompt(one);
        one.version = u"1.1.0"_s;
        one.promptId = u"A-v1.1.0"_s;
        one.active = false;
        writePrompt(one);
        const QByteArray text = canary.toUtf8();
        for (const QStringList &command : std::vector<QStringList>{
                 {u"seed"_s, u"--source"_s, path(u"source"_s)},
                 {u"seed"_s, u"--source"_s, path(u"source"_s), u"--yes"_s},
                 {u"status"_s, u"--source"_s, path(u"source"_s)},
                 {u"list"_s},
                 {u"lint"_s},
                 {u"score"_s, u"A"_s},
                 {u"activate"_s, u"A-v1.1.0"_s, u"--yes"_s},
                 {u"rollback"_s, u"A"_s, u"--yes"_s},
                 {u"history"_s},
                 {u"export"_s, u"--out"_s, path(u"out"_s), u"--yes"_s},
                 {u"import"_s, path(u"source/A-v1.0.0.prompt"_s), u"--update"_s, u"--yes"_s},
                 {u"keys"_s, u"create"_s, u"--id"_s, u"second"_s, u"--yes"_s},
                 {u"keys"_s, u"list"_s},
                 {u"reencrypt"_s, u"--yes"_s}}) {
            QVERIFY2(prompts(command + QStringList{u"--json"_s}) < 3, m_err.constData());
            QVERIFY2(!m_out.contains(text) && !m_err.contains(text), qPrintable(command.join(u' ')));
        }
        const QByteArray exported = read(u"out/A-v1.0.0.prompt"_s);
        QVERIFY(exported.contains(text));        // it was there all the time
        QVERIFY(!exported.contains("howdah1.")); // and nothing of how the database keeps it
        QCOMPARE(filesWith(path(u"out"_s), formsOfKeys()), QStringList());
        QVERIFY(!read(u"data/prompts/journal.jsonl"_s).contains(text));
        QVERIFY(m_server.serverLog().contains("ai_prompt_activations"_L1));
        QVERIFY(!m_server.serverLog().contains(canary));
    }

    // Stopped in the middle of its work, with texts and keys in its memory: neither is found in anything that it
    // leaves.
    void P4_crashesLeaveNothing()
    {
        const QByteArray text = plantAndBlock();
        const std::vector<QByteArray> keys = formsOfKeys();
        const Ended refused = crashInTheMiddle({});
        QCOMPARE(refused.coreLimit, QByteArray("1"));
        QVERIFY(!refused.dumped);
        std::vector<QByteArray> secrets = keys;
        secrets.push_back(text);
        secrets.push_back(wide(text));
        secrets.push_back(text.toBase64().chopped(4));
        QCOMPARE(filesWith(path(u"left"_s), secrets), QStringList());
        // All that the server has: tables, indexes, the write-ahead log, and a log of every statement.
        expected(m_holder->query({u"ROLLBACK"_s, {}}).result());
        m_base->run(u"CHECKPOINT"_s);
        QVERIFY(m_server.serverLog().contains("UPDATE"_L1));
        QVERIFY(filesWith(m_server.local().folder(), {QByteArray("howdah1.first.")}).size() > 0);
        QCOMPARE(filesWith(m_server.local().folder(), secrets), QStringList());
    }

    // Who asks for core files gets them, with texts in them: that shows that there is something to refuse. Keys are not
    // even there.
    void P4_coreFilesHoldNoKeys()
    {
        if (!dumpsAtAll())
            QSKIP("This system writes no core files");
        const QByteArray text = plantAndBlock();
        const Ended dumped = crashInTheMiddle({u"HOWDAH_CORE_FILES=1"_s});
        QVERIFY(dumped.coreLimit != "1");
        QVERIFY(dumped.dumped);
        if (filesWith(
                path(u"left"_s), {QByteArray("\x7f"
                                             "ELF")})
                .isEmpty())
            QSKIP("This system writes core files elsewhere");
        QVERIFY(!filesWith(path(u"left"_s), {text, wide(text)}).isEmpty());
        QCOMPARE(filesWith(path(u"left"_s), formsOfKeys()), QStringList());
    }

private:
    struct Ended
    {
        QByteArray coreLimit;
        bool dumped = false;
    };

    static QByteArray wide(const QByteArray &text)
    {
        const QString words = QString::fromUtf8(text);
        return QByteArray(reinterpret_cast<const char *>(words.utf16()), words.size() * 2);
    }

    // As they are, as files write them, and as a debugger would.
    [[nodiscard]] std::vector<QByteArray> formsOfKeys() const
    {
        std::vector<QByteArray> forms;
        for (const QByteArray &line : read(u"keys"_s).split('\n').mid(1)) {
            const QByteArray encoded = line.split(' ').value(2);
            if (encoded.isEmpty())
                continue;
            const QByteArray raw = QByteArray::fromBase64(encoded);
            forms.insert(forms.end(), {encoded.chopped(4), raw, raw.toHex()});
        }
        return forms;
    }

    // The files below a folder that hold one of them.
    static QStringList filesWith(const QString &folder, const std::vector<QByteArray> &words)
    {
        QStringList found;
        QDirIterator it(folder, QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            QFile file(it.next());
            if (!file.open(QIODevice::ReadOnly))
                continue;
            const QByteArray all = file.readAll();
            if (std::ranges::any_of(words, [&all](const QByteArray &one) { return all.contains(one); }))
                found << file.fileName();
        }
        return found;
    }

    // Texts with planted words, a new key to encrypt them with, and somebody who holds the last row.
    QByteArray plantAndBlock()
    {
        makeKey();
        m_base->logEverything();
        const QByteArray planted = "heron" + QByteArray::number(QRandomGenerator::global()->generate64(), 36);
        std::vector<prompt::Prompt> all;
        for (int i = 0; i < 3; ++i) {
            all.push_back(PromptDatabase::version(u"P%1"_s.arg(i), u"1.0.0"_s));
            all.back().systemPrompt = u"Remember %1."_s.arg(QString::fromUtf8(planted));
        }
        m_base->seed(all, expected(prompt::FileKeyStore(keyFile()).load()));
        if (prompts({u"keys"_s, u"create"_s, u"--id"_s, u"second"_s, u"--yes"_s}) != 0)
            qFatal("%s", m_err.constData());
        m_holder = PromptDatabase::open(m_base->info(), connection::Names::OfDatabase);
        expected(m_holder->query({u"BEGIN"_s, {}}).result());
        expected(m_holder->query({u"SELECT FROM ai_prompts WHERE name = 'P2' FOR UPDATE"_s, {}}).result());
        return planted;
    }

    // A program with a core limit as high as it may be; everything that it writes for itself goes below one folder.
    static pid_t start(const QStringList &command, const QStringList &environment, const QString &folder)
    {
        rlimit before{};
        getrlimit(RLIMIT_CORE, &before);
        rlimit all = before;
        all.rlim_cur = all.rlim_max;
        setrlimit(RLIMIT_CORE, &all);
        std::vector<QByteArray> words;
        for (const QString &word : command)
            words.push_back(word.toLocal8Bit());
        const size_t arguments = words.size();
        for (const QString &word : environment)
            words.push_back(word.toLocal8Bit());
        std::vector<char *> argv;
        std::vector<char *> variables;
        for (size_t i = 0; i < words.size(); ++i)
            (i < arguments ? argv : variables).push_back(words[i].data());
        argv.push_back(nullptr);
        variables.push_back(nullptr);
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_addchdir_np(&actions, QFile::encodeName(folder).constData());
        for (const int descriptor : {0, 1, 2})
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0);
        pid_t pid = 0;
        if (posix_spawn(&pid, argv[0], &actions, nullptr, argv.data(), variables.data()) != 0)
            qFatal("%s does not start", argv[0]);
        posix_spawn_file_actions_destroy(&actions);
        setrlimit(RLIMIT_CORE, &before);
        return pid;
    }

    static bool crash(pid_t pid)
    {
        ::kill(pid, SIGQUIT);
        int status = 0;
        if (waitpid(pid, &status, 0) != pid || !WIFSIGNALED(status))
            qFatal("It did not end by the signal");
        return WCOREDUMP(status);
    }

    [[nodiscard]] bool dumpsAtAll() const
    {
        QDir().mkpath(path(u"other"_s));
        return crash(start({u"/bin/sleep"_s, u"600"_s}, {}, path(u"other"_s)));
    }

    Ended crashInTheMiddle(const QStringList &more)
    {
        const QString left = path(u"left"_s);
        QDir().mkpath(left + u"/tmp"_s);
        QProcessEnvironment variables = QProcessEnvironment::systemEnvironment();
        const QString options = variables.value(u"ASAN_OPTIONS"_s);
        variables.insert(u"ASAN_OPTIONS"_s, options + u":disable_coredump=0"_s); // it has a limit of its own
        for (const QString &setting :
             environment() + more
                 + QStringList{
                     u"HOWDAH_DATA_DIR="_s + left + u"/data"_s, u"HOME="_s + left, u"TMPDIR="_s + left + u"/tmp"_s,
                     u"XDG_CONFIG_HOME="_s + left + u"/config"_s, u"XDG_CACHE_HOME="_s + left + u"/cache"_s,
                     u"XDG_DATA_HOME="_s + left + u"/share"_s, u"XDG_RUNTIME_DIR="_s + left + u"/run"_s})
            variables.insert(setting.section(u'=', 0, 0), setting.section(u'=', 1));
        const pid_t pid = start(
            {QStringLiteral(HOWDAH_BUILD_DIR "/howdahctl"), u"prompts"_s, u"reencrypt"_s, u"--yes"_s, u"--database"_s,
             m_base->uri(), u"--key-file"_s, keyFile()},
            variables.toStringList(), left);
        const bool waits = QTest::qWaitFor(
            [this] {
                return m_base->psql(u"SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname "
                                    "= current_database()"_s)
                    == "1"_L1;
            },
            60'000);
        if (!waits)
            qWarning("It does not wait for the row");
        Ended ended;
        QFile limits(u"/proc/%1/limits"_s.arg(pid));
        if (limits.open(QIODevice::ReadOnly)) {
            for (const QByteArray &line : limits.readAll().split('\n'))
                if (line.startsWith("Max core file size"))
                    ended.coreLimit = line.mid(int(strlen("Max core file size"))).simplified().split(' ').value(0);
        }
        ended.dumped = crash(pid);
        return ended;
    }

    std::unique_ptr<connection::Session> m_holder;
};

QTEST_GUILESS_MAIN(PromptKeysCliTest)
#include "tst_promptkeys.moc"
