// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/page/filterjson.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::data;

class FilterJsonTest final : public QObject
{
    Q_OBJECT

    static FilterSet everything()
    {
        FilterSet set{
            {{u"a \"b\" <c>"_s, FilterOperator::Between, u"1"_s, u"2\n"_s, true}},
            u"x = 'ä' -- no\n"_s,
            Join::Any,
            {{Join::All, true, {{u"n"_s, FilterOperator::IsNull, {}}}, {{Join::Any, false, {{u"m"_s}}}}}},
            u" 50%_ "_s};
        return set;
    }
    static QJsonObject changed(const char *from, const char *to)
    {
        QByteArray text = QJsonDocument(filterToJson(everything())).toJson(QJsonDocument::Compact);
        if (!text.contains(from))
            qFatal("%s is not in %s", from, text.constData());
        return QJsonDocument::fromJson(text.replace(from, to)).object();
    }

private Q_SLOTS:
    void whatIsKeptComesBack()
    {
        const QJsonObject json = QJsonDocument::fromJson(QJsonDocument(filterToJson(everything())).toJson()).object();
        QCOMPARE(filterFromJson(json), std::optional(everything()));
        QCOMPARE(filterFromJson(filterToJson({})), std::optional(FilterSet()));
    }

    // A filter without the part that is not understood would find other rows.
    void whatIsNotUnderstoodIsNotUsed()
    {
        QVERIFY(!filterFromJson(changed("\"between\"", "\"betwixt\"")));
        QVERIFY(!filterFromJson(changed("\"is-null\"", "\"is-void\"")));
        QVERIFY(!filterFromJson(changed("\"any\"", "\"none\"")));
        QVERIFY(!filterFromJson(changed("\"n\"", "\"\"")));
        QJsonObject deep;
        for (int i = 0; i < 50; ++i)
            deep = {{u"groups"_s, QJsonArray{deep}}};
        QVERIFY(!filterFromJson(deep));
    }

    void everyOperatorHasANameOfItsOwn()
    {
        QSet<QString> names;
        for (int op = 0; op <= int(FilterOperator::HasSubnet); ++op) {
            const QString name = operatorKey(FilterOperator(op));
            QVERIFY(!names.contains(name));
            names.insert(name);
            QCOMPARE(operatorFromKey(name), std::optional(FilterOperator(op)));
        }
    }
};

QTEST_GUILESS_MAIN(FilterJsonTest)
#include "tst_filterjson.moc"
