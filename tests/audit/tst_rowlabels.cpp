// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Who changed a row: what its references are called, and sensitive values masked, over a real server.
#include "audit/auditpage.h"
#include "common/code/sqlview.h"
#include "connect/entitybook.h"
#include "connection/audit/auditlog.h"
#include "edit/editcase.h"
#include "entity/modelfiles.h"
#include "operations/entities/auditmeaning.h"

#include <QDir>
#include <QFile>
#include <QLabel>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using connection::AuditEntry;

namespace {

const QString Nova = u"3f2a91c0-1111-2222-3333-444455556666"_s;

} // namespace

class RowLabelsTest final : public howdah::ui::test::EditCase
{
    Q_OBJECT

    AuditEntry entry(const QString &sql, const std::vector<std::optional<QString>> &parameters = {})
    {
        AuditEntry one;
        one.target = connection::describe(m_window->connection.target());
        one.sql = sql;
        one.parameters = parameters;
        one.rows = 1;
        return one;
    }
    QString masked(const QString &sql, const std::vector<std::optional<QString>> &parameters = {})
    {
        const AuditEntry one =
            operations::withoutSensitive(entry(sql, parameters), *m_window->connection.entityBook().entities());
        QStringList values;
        for (const auto &value : one.parameters)
            values << value.value_or(u"NULL"_s);
        return (QStringList{one.sql} + values).join(u" | "_s);
    }

private Q_SLOTS:
    void init()
    {
        psql(
            u"DROP TABLE IF EXISTS runs, agents CASCADE; CREATE TABLE agents (id uuid PRIMARY KEY, name text); "
            "INSERT INTO agents VALUES ('%1', E'Nova\\n<b>'); "
            "CREATE TABLE runs (id int PRIMARY KEY, agent uuid REFERENCES agents, share text, weight int)"_s.arg(Nova));
        begin();
        QVERIFY(QDir().mkpath(entity::modelFolder()));
        QFile model(entity::modelFolder() + u"/runs.yaml"_s);
        QVERIFY(model.open(QIODevice::WriteOnly));
        model.write("title: Runs\ntables: [agents, runs]\nentities:\n  - id: agent\n    table: agents\n"
                    "    singular: agent\n    label: name\n  - id: run\n    table: runs\n    singular: run\n"
                    "    label: id || ''\n    sensitive: [share, weight]\n");
        model.close();
        m_window->connection.refreshCatalog();
        const quint32 oid = m_here->shape(u"runs"_s).oid;
        QTRY_VERIFY_WITH_TIMEOUT(m_window->connection.entityBook().entities()->of(oid), 30'000);
    }
    void cleanup() { end(); }

    void whatIsSensitiveIsMasked()
    {
        QCOMPARE(
            masked(
                u"UPDATE \"public\".\"runs\" SET \"share\" = $1::text, agent = $2 WHERE id = $3"_s,
                {u"link"_s, Nova, u"1"_s}),
            u"UPDATE \"public\".\"runs\" SET \"share\" = $1::text, agent = $2 WHERE id = $3 | *** | "_s + Nova
                + u" | 1"_s);
        QCOMPARE(
            masked(u"INSERT INTO runs (id, share) VALUES (1, 'a''b'), (2, lower('Li' || $1))"_s, {u"nk"_s}),
            u"INSERT INTO runs (id, share) VALUES (1, '***'), (2, lower('***' || $1)) | ***"_s);
        QCOMPARE(
            masked(u"DELETE FROM runs WHERE NOT (id = 5 OR 'link' = share)"_s),
            u"DELETE FROM runs WHERE NOT (id = 5 OR '***' = share)"_s);
        QCOMPARE(
            masked(u"INSERT INTO runs VALUES (1) ON CONFLICT (id) DO UPDATE SET share = E'l\\x41'"_s),
            u"INSERT INTO runs VALUES (1) ON CONFLICT (id) DO UPDATE SET share = '***'"_s);
        QCOMPARE(
            masked(u"INSERT INTO runs VALUES (1, NULL, 'link', 5), (2, $1, $2)"_s, {Nova, u"link"_s}),
            u"INSERT INTO runs VALUES (1, NULL, '***', '***'), (2, $1, $2) | "_s + Nova + u" | ***"_s);
        QCOMPARE(
            masked(u"INSERT INTO runs (share, id) SELECT 'link', 7"_s),
            u"INSERT INTO runs (share, id) SELECT '***', 7"_s);
        QVERIFY(!masked(u"UPDATE runs SET weight = -77"_s).contains(u"77"_s));
        // Other tables and columns stay as they are.
        for (const QString &sql :
             {u"UPDATE other.runs SET share = 'x'"_s, u"UPDATE runs SET agent = NULL"_s,
              u"UPDATE x SET share = 'runs'"_s, u"not SQL of runs"_s})
            QCOMPARE(masked(sql), sql);
    }

    void referencesAreCalledByTheirLabels()
    {
        connection::AuditLog log;
        QVERIFY(log.append(
            entry(u"UPDATE public.runs SET agent = $1, share = $2 WHERE id = $3"_s, {Nova, u"secret-link"_s, u"1"_s})));
        AuditPage page(PageServices{&m_window->connection, &m_window->settings, &m_window->tasks, nullptr});
        page.resize(1000, 700);
        page.show();
        QSignalSpy loaded(&page, &AuditPage::loaded);
        page.openPlace(u"{\"schema\": \"public\", \"table\": \"runs\", \"key\": [[\"id\", \"1\"]]}"_s);
        QVERIFY(loaded.wait(30'000));
        const auto *detail = page.findChild<QLabel *>(u"auditDetail"_s);
        QTRY_VERIFY2(detail->text().contains(u"agent: Nova"_s), qPrintable(detail->text()));
        QVERIFY2(
            detail->text().contains(u"3f2a91c0"_s) && !detail->text().contains(u"Nova\n"_s),
            qPrintable(detail->text()));
        QCOMPARE(detail->textFormat(), Qt::PlainText);
        const QString sql = page.findChild<SqlView *>()->sql();
        QVERIFY2(sql.contains(u"'***'"_s) && !sql.contains(u"secret-link"_s) && sql.contains(Nova), qPrintable(sql));
        // What ran elsewhere, and what its type would not take, is asked of nobody.
        AuditEntry elsewhere = entry(u"UPDATE runs SET agent = 'no uuid'"_s);
        QVERIFY(operations::referencesIn(elsewhere, *m_window->connection.entityBook().entities()).empty());
    }
};

HOWDAH_UI_TEST_MAIN(RowLabelsTest)
#include "tst_rowlabels.moc"
