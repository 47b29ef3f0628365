// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Qt's own, slower ways are the judges.
#include "base/jsonstring.h"
#include "base/sha256.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;

class TstBytes final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void stringsComeBackFromJson();
    void hashesAreThoseOfQt();
};

void TstBytes::stringsComeBackFromJson()
{
    QString all;
    for (char16_t c = 0; c < 0x180; ++c)
        all += QChar(c);
    all += u"\u2028 \U0001F418 \"\\/end"_s;
    for (const QString &text : {QString(), u"plain"_s, u"\""_s, u"a\nb"_s, all}) {
        QByteArray json = "[";
        appendJsonString(json, text.toUtf8());
        json += ']';
        QJsonParseError error;
        const QJsonDocument read = QJsonDocument::fromJson(json, &error);
        QCOMPARE(error.error, QJsonParseError::NoError);
        QCOMPARE(read.array().first().toString(), text);
    }
}

void TstBytes::hashesAreThoseOfQt()
{
    for (const qsizetype size : {0, 1, 55, 56, 63, 64, 65, 1000, 100'000}) {
        const QByteArray bytes(size, 'h');
        const QByteArray expected = QCryptographicHash::hash(bytes, QCryptographicHash::Sha256);
        QCOMPARE(sha256(bytes), expected);
        QCOMPARE(sha256(QByteArrayView(bytes).first(size / 3), QByteArrayView(bytes).sliced(size / 3)), expected);
    }
}

QTEST_GUILESS_MAIN(TstBytes)
#include "tst_bytes.moc"
