// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/page/cellfilter.h"
#include "pagingserver.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::data;
using namespace howdah::data::test;

// Filters that are made from cells find what SQL written by hand finds, NULL and what is hard to quote among them.
class CellFilterTest final : public QObject
{
    Q_OBJECT

    PagingServer m_server;
    RelationShape m_shape;

    QString found(const FilterSet &set)
    {
        const Page page = m_server.read(queryOf(m_shape, set), {});
        QStringList ids;
        for (qsizetype row = 0; row < page.rows.rowCount(); ++row)
            ids << page.rows.text(row, 0);
        return ids.join(u',');
    }
    QString judged(const QString &condition)
    {
        return m_server.lines(u"SELECT id FROM cells t WHERE "_s + condition + u" ORDER BY id"_s).join(u',');
    }
    // The cells of these rows, as a grid has read them.
    std::vector<std::optional<QByteArray>> cells(int column, const std::vector<int> &ids)
    {
        const Page page = m_server.read(queryOf(m_shape, {}), {});
        std::vector<std::optional<QByteArray>> values;
        for (const int id : ids)
            values.push_back(page.rows.value(id - 1, column));
        return values;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server.psql(
            u"CREATE TYPE mood AS ENUM ('sad', 'it''s \"odd\", or', 'happy');"
            "CREATE TABLE cells (id int PRIMARY KEY, i bigint, n numeric, t text, b boolean, e mood, d date,"
            "    at timestamptz, u uuid, f float8, a int[], c varchar(30), nn int NOT NULL, j jsonb);"
            "INSERT INTO cells VALUES"
            " (1, 5, 1.50, 'plain', true, 'sad', '2026-01-31', '2026-01-31 10:00+01', "
            "'056ae63b-0d10-42e1-9eb4-317aa259ad66', 0.1, '{1,2}', 'x', 1, '{}'),"
            " (2, 5, 1.5, '', false, 'it''s \"odd\", or', '2026-02-01', 'infinity', NULL, 'NaN', '{}', ' ', 1, '[]'),"
            " (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 2, NULL),"
            " (4, -7, 12345678901234567890.123456789, E'two\\nlines, \"quoted\"', true, 'happy', '0044-03-15 BC', "
            "'2026-01-31 09:00:00.123456+00', '056ae63b-0d10-42e1-9eb4-317aa259ad67', 1e300, NULL, 'X', 3, '1'),"
            " (5, 9223372036854775807, 0, '%_\\', NULL, 'sad', '2026-01-31', NULL, NULL, -0.0, '{1,NULL}', '', 2, '2'),"
            " (6, 0, 'NaN', ' blanks ', false, NULL, NULL, '2026-01-31 10:00+01', NULL, 2.5, '{1,2}', 'a, b', 3, '3')"_s);
        m_shape = m_server.shape(u"cells"_s);
    }

    void oneCell()
    {
        int asked = 0;
        for (int column = 0; column < int(m_shape.columns.size()) - 1; ++column) {
            const QString name = m_shape.columns[size_t(column)].name;
            for (int id = 1; id <= 6; ++id) {
                const auto value = cells(column, {id});
                const QString cell = u"(SELECT %1 FROM cells WHERE id = %2)"_s.arg(name).arg(id);
                const struct
                {
                    CellMatch match;
                    QString judge;
                } cases[]{
                    {CellMatch::Same, name + u" IS NOT DISTINCT FROM "_s + cell},
                    {CellMatch::Other, name + u" IS DISTINCT FROM "_s + cell},
                    {CellMatch::Greater, name + u" > "_s + cell},
                    {CellMatch::Less, name + u" < "_s + cell}};
                for (const auto &each : cases) {
                    const auto group = filterByCells(m_shape.columns[size_t(column)], value, each.match);
                    if (!group)
                        continue;
                    ++asked;
                    const QString what = u"%1, row %2, %3"_s.arg(name).arg(id).arg(int(each.match));
                    QVERIFY2(found(restrictedBy({}, *group)) == judged(each.judge), qPrintable(what));
                }
            }
        }
        QVERIFY2(asked > 200, qPrintable(QString::number(asked)));
    }

    void severalCells()
    {
        for (const QString &name : {u"i"_s, u"t"_s, u"e"_s, u"d"_s, u"u"_s, u"nn"_s}) {
            const auto column =
                int(std::ranges::find(m_shape.columns, name, &ColumnShape::name) - m_shape.columns.begin());
            for (const auto &ids : {std::vector{1, 4}, std::vector{1, 2, 3}, std::vector{2, 4, 5}}) {
                QStringList texts;
                for (const int id : ids)
                    texts << QString::number(id);
                const QString same =
                    u"EXISTS (SELECT FROM cells c WHERE c.id IN (%1) AND c.%2 IS NOT DISTINCT FROM t.%2)"_s.arg(
                        texts.join(u','), name);
                for (const bool wantsSame : {true, false}) {
                    const auto group = filterByCells(
                        m_shape.columns[size_t(column)], cells(column, ids),
                        wantsSame ? CellMatch::Same : CellMatch::Other);
                    QVERIFY2(group, qPrintable(name));
                    QVERIFY2(
                        found(restrictedBy({}, *group)) == judged(wantsSame ? same : u"NOT "_s + same),
                        qPrintable(name + u' ' + texts.join(u',')));
                }
            }
        }
    }

    // What is filtered already stays so, whatever joins it.
    void theFiltersBeforeStay()
    {
        const FilterSet before{
            {{u"nn"_s, FilterOperator::Equal, u"1"_s}, {u"nn"_s, FilterOperator::Equal, u"3"_s}},
            u"id < 6"_s,
            Join::Any};
        const auto other = filterByCells(m_shape.columns[1], {QByteArray("5")}, CellMatch::Other);
        QVERIFY(other);
        QCOMPARE(
            found(restrictedBy(before, *other)), judged(u"(nn = 1 OR nn = 3) AND id < 6 AND i IS DISTINCT FROM 5"_s));
        const auto same = filterByCells(m_shape.columns[1], {QByteArray("5")}, CellMatch::Same);
        QCOMPARE(found(restrictedBy(before, *same)), judged(u"(nn = 1 OR nn = 3) AND id < 6 AND i = 5"_s));
    }

    void whatCannotBeComparedSaysSo()
    {
        const ColumnShape &json = m_shape.columns.back();
        QVERIFY(!filterByCells(json, {QByteArray("{}")}, CellMatch::Same));
        QVERIFY(filterByCells(json, {std::nullopt}, CellMatch::Same)); // is NULL
        QVERIFY(!filterByCells(m_shape.columns[1], {std::nullopt}, CellMatch::Greater));
        QVERIFY(!filterByCells(m_shape.columns[1], {QByteArray("1"), QByteArray("2")}, CellMatch::Less));
        QVERIFY(!filterByCells(m_shape.columns[3], {QByteArray(5000, 'x')}, CellMatch::Same));
        QVERIFY(!filterByCells(m_shape.columns[3], {}, CellMatch::Same));
    }
};

QTEST_GUILESS_MAIN(CellFilterTest)
#include "tst_cellfilter.moc"
