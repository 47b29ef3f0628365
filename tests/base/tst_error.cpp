// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;

class ErrorTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void secretsAreRedacted_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        QTest::newRow("uri") << u"at postgresql://ann:s3cret@host/db"_s << u"at postgresql://ann:***@host/db"_s;
        QTest::newRow("uri with @") << u"postgres://ann:p@ss@host/db"_s << u"postgres://ann:***@host/db"_s;
        QTest::newRow("no password") << u"postgresql://ann@host/db"_s << u"postgresql://ann@host/db"_s;
        QTest::newRow("no user") << u"postgresql://host:5432/db"_s << u"postgresql://host:5432/db"_s;
        QTest::newRow("pair") << u"host=a password=s3cret user=b"_s << u"host=a password=*** user=b"_s;
        QTest::newRow("quoted") << u"password = 'it\\'s s3cret' user=b"_s << u"password = *** user=b"_s;
        QTest::newRow("query") << u"postgresql://h/d?password=s3cret&x=1"_s << u"postgresql://h/d?password=***&x=1"_s;
        QTest::newRow("key") << u"sslpassword=s3cret"_s << u"sslpassword=***"_s;
        QTest::newRow("environment") << u"PGPASSWORD=s3cret psql"_s << u"PGPASSWORD=*** psql"_s;
        QTest::newRow("plain words") << u"the password is wrong"_s << u"the password is wrong"_s;
    }

    void secretsAreRedacted()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        QCOMPARE(redact(text), expected);
        const Error error = makeError(ErrorKind::Io, text, text, text);
        QVERIFY(!describe(error).contains("s3cret"_L1));
        QCOMPARE(error.message, expected);
    }

    void failCarriesTheError()
    {
        const Result<int> result = fail(ErrorKind::NotFound, u"No such thing"_s, u"Look elsewhere"_s);
        QVERIFY(!result);
        QCOMPARE(describe(result.error()), u"No such thing\nLook elsewhere"_s);
        QCOMPARE(kindName(result.error().kind), u"not-found"_s);
    }
};

QTEST_GUILESS_MAIN(ErrorTest)
#include "tst_error.moc"
