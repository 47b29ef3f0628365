// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/session/guard.h"
#include "connection/readonly/readonlyrules.h"
#include "metrics/panelquery.h"
#include "support/testserver.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;

// A lock that is refused by default must not be in the way of those who read: what analysts and dashboards ask passes
// as it is.
class AnalyticsTest final : public QObject
{
    Q_OBJECT

    static constexpr std::size_t Least = 300;

    struct Query
    {
        QString name;
        QString sql;
    };

    [[nodiscard]] static std::vector<Query> fromFile(const QString &name)
    {
        QFile file(QStringLiteral(HOWDAH_SOURCE_DIR "/tests/security/analytics/") + name + u".sql"_s);
        if (!file.open(QFile::ReadOnly))
            return {};
        QString text;
        const QStringList lines = QString::fromUtf8(file.readAll()).split(u'\n');
        for (const QString &line : lines)
            text += line.startsWith(u"--"_s) ? QString() : line + u'\n';
        std::vector<Query> queries;
        for (const QString &sql : text.split(u";\n"_s)) {
            if (!sql.trimmed().isEmpty())
                queries.push_back({u"%1 %2"_s.arg(name).arg(queries.size() + 1), sql.trimmed()});
        }
        return queries;
    }

    // Each of TPC-DS's questions for each way of selling.
    static void addChannels(std::vector<Query> &queries)
    {
        for (const auto &[channel, letter] : {std::pair(u"store"_s, u's'), {u"catalog"_s, u'c'}, {u"web"_s, u'w'}}) {
            for (Query query : fromFile(u"tpcds"_s)) {
                query.sql.replace(u"${sales}"_s, channel + u"_sales"_s)
                    .replace(u"${returns}"_s, channel + u"_returns"_s);
                query.sql.replace(u"$s_"_s, letter + u"s_"_s).replace(u"$r_"_s, letter + u"r_"_s);
                queries.push_back({channel + u' ' + query.name, query.sql});
            }
        }
    }

    static void addDashboards(std::vector<Query> &queries)
    {
        const QDateTime now(QDate(2026, 3, 1), QTime(0, 0), Qt::UTC);
        const metrics::TimeRange range{now.addDays(-30), now};
        for (const metrics::DashboardFile &file : metrics::builtInDashboards()) {
            const metrics::DashboardDefinition &dashboard = *file.reading.dashboard;
            for (const metrics::PanelDefinition &panel : dashboard.panels) {
                const metrics::PanelRequest request{
                    &dashboard,
                    &panel,
                    metrics::contextFor(panel, range, metrics::bucketFor(range), QTimeZone::utc(), now),
                    {}};
                queries.push_back({dashboard.id + u'/' + panel.id, metrics::panelStatement(request).sql});
            }
            for (const metrics::FilterDefinition &filter : dashboard.filters)
                queries.push_back({dashboard.id + u" by "_s + filter.name, metrics::filterStatement(filter).sql});
        }
    }

    [[nodiscard]] static std::vector<Query> all()
    {
        std::vector<Query> queries = fromFile(u"tpch"_s);
        addChannels(queries);
        for (Query &query : fromFile(u"others"_s))
            queries.push_back(std::move(query));
        addDashboards(queries);
        return queries;
    }

    test::TestServer m_server;
    connection::Session m_session{{.name = u"analytics"_s, .names = connection::Names::OfDatabase}};

private Q_SLOTS:
    void initTestCase()
    {
        const QString database = m_server.createDatabase(u"analytics"_s);
        QVERIFY(m_session.open(connection::locked(m_server.connInfo(database))).result());
    }
    void thereAreEnough()
    {
        QCOMPARE(fromFile(u"tpch"_s).size(), 22U);
        QCOMPARE(fromFile(u"tpcds"_s).size(), 33U);
        QVERIFY2(all().size() >= Least, qPrintable(QString::number(all().size())));
    }

    void pass_data()
    {
        QTest::addColumn<QString>("sql");
        for (const Query &query : all())
            QTest::newRow(qPrintable(query.name)) << query.sql;
    }
    void pass()
    {
        QFETCH(QString, sql);
        const auto way = connection::readOnlyWay(sql);
        QVERIFY2(way, way ? "" : qPrintable(describe(way.error())));
        QCOMPARE(*way, connection::ReadOnlyWay::Plain);
        // And where it is asked: the database explains names, and may then say that it has no such table.
        const auto asked = m_session.query({sql, {}}).result();
        const bool isRefused = !asked && (asked.error().sqlState.isEmpty() || asked.error().sqlState == "25006"_L1);
        QVERIFY2(!isRefused, asked ? "" : qPrintable(describe(asked.error())));
    }
};

QTEST_GUILESS_MAIN(AnalyticsTest)
#include "tst_analytics.moc"
