// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/server/tlsfacts.h"
#include "shell/encryptiontexts.h"

#include <QTest>
#include <QTimeZone>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

// What the bar at the bottom says of the line. That the facts are right is judged by connection/diagnosis.
class TestEncryptionTexts final : public QObject
{
    Q_OBJECT

    static connection::ServerFacts facts(const QString &host, bool verified, bool nameVerified)
    {
        connection::TlsFacts tls;
        tls.protocol = u"TLSv1.3"_s;
        tls.cipher = u"TLS_AES_256_GCM_SHA384"_s;
        tls.bits = 256;
        tls.verified = verified;
        tls.nameVerified = nameVerified;
        tls.certificate = {
            u"CN=db.example.org"_s,
            u"CN=Our CA"_s,
            {u"db.example.org"_s},
            {},
            QDateTime(QDate(2027, 3, 1), QTime(12, 0), QTimeZone::utc())};
        connection::ServerFacts one;
        one.host = host;
        one.tls = std::make_shared<const connection::TlsFacts>(tls);
        return one;
    }

private Q_SLOTS:
    void saysWhetherTheServerIsWhoItSays()
    {
        const EncryptionWords full = encryptionWords(facts(u"db.example.org"_s, true, true));
        QCOMPARE(full.text, u"TLS 1.3, verified"_s);
        QVERIFY(full.safe);
        const EncryptionWords issuer = encryptionWords(facts(u"db.example.org"_s, true, false));
        QCOMPARE(issuer.text, u"TLS 1.3, name not verified"_s);
        QVERIFY(!issuer.safe);
        const EncryptionWords nobody = encryptionWords(facts(u"db.example.org"_s, false, false));
        QCOMPARE(nobody.text, u"TLS 1.3, not verified"_s);
        QVERIFY(!nobody.safe);
        QVERIFY(nobody.details.contains(u"verify-full"_s)); // what to do
    }

    void reportsCipherAndCertificate()
    {
        const QString details = encryptionWords(facts(u"db.example.org"_s, true, true)).details;
        for (const QString &part :
             {u"TLS_AES_256_GCM_SHA384"_s, u"256"_s, u"CN=db.example.org"_s, u"CN=Our CA"_s, u"2027"_s})
            QVERIFY2(details.contains(part), qPrintable(details));
    }

    void aSocketIsSafeAndAPlainLineIsNot()
    {
        connection::ServerFacts plain;
        plain.host = u"/run/postgresql"_s;
        QVERIFY(encryptionWords(plain).safe);
        plain.host = u"db.example.org"_s;
        QCOMPARE(encryptionWords(plain).text, u"No encryption"_s);
        QVERIFY(!encryptionWords(plain).safe);
    }
};

QTEST_GUILESS_MAIN(TestEncryptionTexts)
#include "tst_encryptiontexts.moc"
