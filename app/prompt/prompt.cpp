// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/prompt.h"

#include "base/sha256.h"
#include "prompt/tr.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QStringDecoder>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

Result<QJsonObject> metadataOf(const Prompt &prompt)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(prompt.metadata.toUtf8(), &error);
    if (error.error != QJsonParseError::NoError)
        return fail(
            ErrorKind::Invalid, tr("The metadata of %1 is not JSON: %2 at byte %3")
                                    .arg(prompt.promptId, error.errorString())
                                    .arg(error.offset + 1));
    if (!document.isObject())
        return fail(ErrorKind::Invalid, tr("The metadata of %1 is not a JSON object").arg(prompt.promptId));
    return document.object();
}

QString exactText(QByteArrayView utf8)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::ConvertInitialBom);
    return decoder(utf8);
}

bool sameJson(const QString &a, const QString &b)
{
    if (a == b)
        return true;
    QJsonParseError errorA;
    QJsonParseError errorB;
    const QJsonDocument first = QJsonDocument::fromJson(a.toUtf8(), &errorA);
    const QJsonDocument second = QJsonDocument::fromJson(b.toUtf8(), &errorB);
    return errorA.error == QJsonParseError::NoError && errorB.error == QJsonParseError::NoError && first == second;
}

QString defaultPromptId(const QString &name, const QString &version)
{
    static const QRegularExpression other(u"[^\\p{L}\\p{N}]+"_s);
    QString slug = name.toLower().replace(other, u"-"_s);
    while (slug.startsWith(u'-'))
        slug.remove(0, 1);
    while (slug.endsWith(u'-'))
        slug.chop(1);
    QString number = version;
    while (number.endsWith(".0"_L1) && !number.contains(u'-') && !number.contains(u'+'))
        number.chop(2);
    return slug + u"-v"_s + number;
}

QString textChecksum(const Prompt &prompt)
{
    // The length keeps what is moved from the end of one text to the start of the other from looking equal.
    const QByteArray system = prompt.systemPrompt.toUtf8();
    const QByteArray head = QByteArray::number(system.size()) + '\n' + system;
    return QString::fromLatin1(sha256(head, prompt.userPrompt.toUtf8()).toHex());
}

} // namespace howdah::prompt
