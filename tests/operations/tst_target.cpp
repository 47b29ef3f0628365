// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/target.h"

#include "connection/audit/auditfiles.h"
#include "connection/audit/auditreader.h"
#include "connection/profile/profilestore.h"
#include "operations/writelock.h"
#include "support/testserver.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::connection;
using namespace howdah::operations;

// A target is opened the same way for whoever asks: found by its name, held to reading where it is production, and
// let through only once that stands in the log.
class TargetTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    std::optional<QTemporaryDir> m_folder;

    void keep(const QString &name, Environment environment) const
    {
        Profile profile;
        profile.name = name;
        for (const QString &key : {u"host"_s, u"port"_s, u"user"_s, u"dbname"_s}) {
            if (const QString value = m_server.connInfo().value(key); !value.isEmpty())
                profile.target.set(key, value);
        }
        profile.environment = environment;
        profile.secret = SecretSource::PassFile;
        const auto added = ProfileStore().add(profile);
        QVERIFY2(added, qPrintable(added ? QString() : describe(added.error())));
    }
    [[nodiscard]] static std::vector<AuditEntry> noted(AuditEntry::Kind kind)
    {
        const auto entries = readAudit(auditFolder(), {.kind = kind});
        return entries ? *entries : std::vector<AuditEntry>();
    }
    [[nodiscard]] static bool mayWrite(Target &target)
    {
        return target.session().query({u"DROP TABLE IF EXISTS public.nothing_at_all"_s, {}}).result().has_value();
    }

private Q_SLOTS:
    void init()
    {
        m_folder.emplace();
        qputenv("HOWDAH_DATA_DIR", m_folder->filePath(u"data"_s).toLocal8Bit());
    }

    void aUriIsOpenedAsItIs()
    {
        Target target;
        TargetOptions options;
        options.database = toUri(m_server.connInfo());
        QVERIFY(target.open(options, u"test"_s));
        QVERIFY(!target.isGuarded());
        QVERIFY(mayWrite(target));
        QVERIFY(noted(AuditEntry::Kind::Unlock).empty());
        const auto another = target.openAnother(u"another"_s);
        QVERIFY(another && another->isOpen());
    }

    void whatIsNeitherAConnectionNorAProfileIsAMistakeOfUsage()
    {
        for (const QString &words : {u"nobody"_s, u"host=a nonsense=b"_s}) {
            TargetOptions options;
            options.database = words;
            const auto found = findTarget(options);
            QVERIFY(!found);
            QCOMPARE(found.error().kind, ErrorKind::Usage);
        }
    }

    void productionIsHeldToReading()
    {
        keep(u"shop"_s, Environment::Production);
        // By its name and by other words alike.
        for (const QString &words : {u"shop"_s, toUri(m_server.connInfo())}) {
            QStringList said;
            TargetOptions options;
            options.database = words;
            options.notify = [&said](const QString &text) { said << text; };
            Target target;
            QVERIFY(target.open(options, u"test"_s));
            QVERIFY(!mayWrite(target));
            QVERIFY(!target.isGuarded()); // nothing to be asked about: nothing can be written
            QVERIFY2(said.join(u'\n').contains("opened read-only"_L1), qPrintable(said.join(u'\n')));
        }
        QVERIFY(noted(AuditEntry::Kind::Unlock).empty());
    }

    void aReasonUnlocksItAndStaysInTheLog()
    {
        keep(u"shop"_s, Environment::Production);
        TargetOptions options;
        options.database = u"shop"_s;
        options.unlockReason = u" ticket 12 "_s;
        Target target;
        QVERIFY(target.open(options, u"test"_s));
        QVERIFY(mayWrite(target));
        QVERIFY(target.isGuarded());
        const auto entries = noted(AuditEntry::Kind::Unlock);
        QCOMPARE(entries.size(), 1u);
        QCOMPARE(entries.front().text, u"ticket 12"_s);
        QCOMPARE(entries.front().profile, u"shop"_s);
        QVERIFY(!entries.front().target.isEmpty());
    }

    void aLogThatCannotBeWrittenKeepsItLocked()
    {
        keep(u"shop"_s, Environment::Production);
        QVERIFY(QDir().mkpath(QFileInfo(auditFolder()).path()));
        QDir(auditFolder()).removeRecursively(); // what keeping the profile noted
        QFile inTheWay(auditFolder());
        QVERIFY(inTheWay.open(QIODevice::WriteOnly));
        TargetOptions options;
        options.database = u"shop"_s;
        options.unlockReason = u"ticket 12"_s;
        QVERIFY(!findTarget(options));
        options.unlockReason.clear();
        options.allowedFunctions = {u"public.count_rows"_s};
        QVERIFY(!findTarget(options));
        QVERIFY(options.context->allowedFunctions().all().isEmpty());
    }

    void whoOnlyReadsNeedsNoWords()
    {
        keep(u"shop"_s, Environment::Production);
        TargetOptions options;
        options.database = u"shop"_s;
        options.purpose = Purpose::ReadingOnly;
        options.unlockReason = u"ticket 12"_s; // for other commands
        bool isSaid = false;
        options.notify = [&isSaid](const QString &) { isSaid = true; };
        const auto found = findTarget(options);
        QVERIFY(found);
        QVERIFY(isLocked(found->info));
        QVERIFY(!isSaid);
        QVERIFY(noted(AuditEntry::Kind::Unlock).empty());
    }

    void aFunctionIsAllowedOnceThatIsNoted()
    {
        keep(u"shop"_s, Environment::Production);
        TargetOptions options;
        options.database = u"shop"_s;
        options.allowedFunctions = {u"public.count_rows"_s};
        const auto found = findTarget(options);
        QVERIFY(found);
        QCOMPARE(found->info.context, options.context); // its sessions go by it
        QVERIFY(options.context->allowedFunctions().contains(u"public.count_rows"_s));
        QVERIFY(TargetOptions().context->allowedFunctions().all().isEmpty());
        const auto entries = noted(AuditEntry::Kind::Unlock);
        QCOMPARE(entries.size(), 1u);
        QVERIFY(entries.front().text.contains("public.count_rows"_L1));
        QCOMPARE(entries.front().profile, u"shop"_s);
    }

    void lockingAndUnlockingForATimeAreNoted()
    {
        const LockPlace place{u"shop"_s, u"app@host:5432/shop"_s};
        const auto without = noteUnlocking(place, u"  "_s, std::chrono::minutes(5));
        QVERIFY(!without);
        QCOMPARE(without.error().kind, ErrorKind::Usage);
        QVERIFY(noteUnlocking(place, u"repair"_s, std::chrono::minutes(15)));
        QVERIFY(noteLocking(place));
        const auto unlocked = noted(AuditEntry::Kind::Unlock);
        QCOMPARE(unlocked.size(), 1u);
        QVERIFY2(unlocked.front().text.startsWith("repair (for 15 minute"_L1), qPrintable(unlocked.front().text));
        QCOMPARE(unlocked.front().target, place.target);
        QCOMPARE(noted(AuditEntry::Kind::Lock).size(), 1u);
    }

    void whatLeadsToProductionIsProduction()
    {
        QCOMPARE(environmentOf(m_server.connInfo(), Environment::Staging), Result<Environment>(Environment::Staging));
        keep(u"shop"_s, Environment::Production);
        QCOMPARE(
            environmentOf(m_server.connInfo(), Environment::Development), Result<Environment>(Environment::Production));
        Profile other;
        other.name = u"harmless"_s;
        other.target = m_server.connInfo();
        QCOMPARE(environmentOf(other), Result<Environment>(Environment::Production));
    }
};

QTEST_GUILESS_MAIN(TargetTest)
#include "tst_target.moc"
