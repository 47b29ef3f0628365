// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rehearsalfixture.h"
#include "support/pgprograms.h"

#include <QDir>
#include <QSet>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::migration;
using test::reported;

// Every pack that comes with Howdah, rehearsed from an empty database: each rollback restores exactly, and takes no
// data but that of what its own migration made.
class PacksTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    test::RehearsalFixture m_fixture{m_server};

    static QString packsFolder() { return QStringLiteral(HOWDAH_SOURCE_DIR "/migrations"); }

private Q_SLOTS:
    void cleanup() { QCOMPARE(m_fixture.leftovers().join(u' '), QString()); }

    void isProven_data()
    {
        QTest::addColumn<QString>("folder");
        const QStringList packs = QDir(packsFolder()).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
        QVERIFY(packs.contains(u"uaip"_s));
        for (const QString &pack : packs)
            QTest::newRow(qPrintable(pack)) << packsFolder() + u'/' + pack;
    }
    void isProven()
    {
        QFETCH(QString, folder);
        const QByteArray old = test::tooOldFor(15, "ON DELETE SET NULL (column)");
        if (!old.isEmpty() && folder.endsWith("/orchestrator"_L1))
            QSKIP(old.constData());
        const Result<Source> source = readSource(folder);
        QVERIFY2(source, source ? "" : qPrintable(describe(source.error())));
        QVERIFY(!source->migrations.empty());
        const Result<Rehearsal> rehearsal = rehearse(m_fixture.request(*source));
        QVERIFY2(rehearsal, rehearsal ? "" : qPrintable(describe(rehearsal.error())));
        QCOMPARE(rehearsal->proofs.size(), source->migrations.size());
        for (const Proof &proof : rehearsal->proofs) {
            const QString said = proof.version + u' ' + describe(proof);
            QVERIFY2(proof.badge == Badge::Proven || proof.badge == Badge::Loses, qPrintable(said));
            // Of what was there before, up takes nothing away. Where it gives columns another type, what becomes of
            // their values is what the rehearsal and tst_uaip compare.
            const bool retypes = folder.endsWith("/uaip"_L1) && proof.version == u"010"_s;
            for (const RehearsedLoss &loss : proof.losses)
                QVERIFY2(!loss.byUp || (retypes && loss.kind == LossKind::Other), qPrintable(said));
        }
        QCOMPARE(proofsFor(*source, {}, m_fixture.store()).size(), source->migrations.size());
        for (const auto &kept : proofsFor(*source, {}, m_fixture.store()))
            QVERIFY(kept);
    }

    // What a rollback of uaip takes is what its notes say.
    void reportsWhatUaipLoses()
    {
        const Result<Source> source = readSource(packsFolder() + u"/uaip"_s);
        QVERIFY(source);
        const Result<Rehearsal> rehearsal = rehearse(m_fixture.request(*source));
        QVERIFY(rehearsal);
        QSet<QString> tables;
        for (const Proof &proof : rehearsal->proofs) {
            // What 008 and 009 add holds no rows; 011 goes back to the tables that it began with, so what goes are the
            // partitioned ones in front of them.
            QCOMPARE(
                proof.badge, proof.version == u"008"_s || proof.version == u"009"_s ? Badge::Proven : Badge::Loses);
            for (const RehearsedLoss &loss : proof.losses) {
                if (loss.kind == LossKind::Table && proof.version != u"011"_s) {
                    QVERIFY2(!tables.contains(loss.name), qPrintable(loss.name)); // by one migration only
                    tables.insert(loss.name);
                }
            }
        }
        // Seventeen tables of the guide, seven more of the summary, and the periods of personas.
        QCOMPARE(tables.size(), 25);
        QVERIFY(tables.contains(u"users"_s) && tables.contains(u"artifact_deployments"_s));
        // 007 changes tables that were there; it takes its columns with it, and locks them meanwhile.
        const Proof &last = rehearsal->proofs[6];
        QCOMPARE(last.version, u"007"_s);
        QVERIFY(std::ranges::any_of(last.losses, [](const RehearsedLoss &loss) {
            return loss.kind == LossKind::Column && loss.name == u"agents"_s;
        }));
        QVERIFY(std::ranges::any_of(last.up, [](const StatementMeasure &measure) {
            return std::ranges::any_of(measure.locks, [](const LockTaken &lock) {
                return lock.relation == u"public.agents"_s && lock.mode == u"ACCESS EXCLUSIVE"_s;
            });
        }));
        for (const StatementMeasure &measure : last.up)
            QVERIFY(measure.rewrites.empty()); // as its notes promise
    }
};

QTEST_GUILESS_MAIN(PacksTest)
#include "tst_packs.moc"
