// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/run/chatstream.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QLocale>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

bool ChatStream::feed(QByteArrayView bytes)
{
    return m_events.feed(bytes, [this](const QByteArray &data) { return take(data); });
}

void ChatStream::end()
{
    if (!m_isDone && m_error.isEmpty() && !isOther())
        m_events.end([this](const QByteArray &data) { return take(data); });
}

bool ChatStream::take(const QByteArray &data)
{
    if (data.trimmed() == "[DONE]") {
        m_isDone = true;
        return false;
    }
    const QJsonDocument document = QJsonDocument::fromJson(data);
    if (!document.isObject()) {
        m_isNoJson = true;
        return false;
    }
    const QJsonObject event = document.object();
    if (const QJsonValue error = event["error"_L1]; !error.isUndefined() && !error.isNull()) {
        m_error = errorWords(m_clean ? m_clean(data) : data);
        return false;
    }
    if (const QString model = event["model"_L1].toString(); !model.isEmpty())
        m_model = model.left(200);
    if (event["usage"_L1].isObject())
        takeUsage(event["usage"_L1].toObject());
    const QJsonObject choice = event["choices"_L1].toArray().at(0).toObject();
    const QJsonObject delta = choice["delta"_L1].toObject();
    const QString piece = delta["content"_L1].toString() + delta["refusal"_L1].toString();
    if (!piece.isEmpty()) {
        m_text += piece;
        m_piece(piece);
    }
    if (const QString reason = choice["finish_reason"_L1].toString(); !reason.isEmpty())
        m_finishReason = reason.left(100);
    return true;
}

void ChatStream::takeUsage(const QJsonObject &usage)
{
    const QJsonValue input = usage["prompt_tokens"_L1];
    const QJsonValue output = usage["completion_tokens"_L1];
    constexpr double Most = 2e9; // beyond that nobody has counted
    const auto isCount = [](const QJsonValue &value) {
        return value.isDouble() && value.toDouble() >= 0 && value.toDouble() < Most;
    };
    if (isCount(input) && isCount(output))
        m_usage = TokenUsage{qint64(input.toDouble()), qint64(output.toDouble()), true};
}

QString errorWords(const QByteArray &body)
{
    constexpr qsizetype Most = 500;
    const QJsonObject object = QJsonDocument::fromJson(body).object();
    const QJsonValue error = object["error"_L1];
    for (const QJsonValue &words :
         {error["message"_L1], error, object["message"_L1], object["detail"_L1], error["code"_L1]})
        if (!words.toString().isEmpty())
            return words.toString().left(Most);
    return QString::fromUtf8(body.left(Most)).simplified();
}

std::optional<std::chrono::seconds> retryAfter(const QByteArray &header, const QDateTime &now)
{
    constexpr qint64 Most = 24 * 60 * 60;
    bool isNumber = false;
    const double seconds = header.trimmed().toDouble(&isNumber);
    if (isNumber && !std::isfinite(seconds))
        return {};
    if (isNumber)
        return std::chrono::seconds(qint64(std::ceil(std::clamp(seconds, 0.0, double(Most)))));
    // As HTTP writes dates: Sun, 06 Nov 1994 08:49:37 GMT.
    QDateTime date =
        QLocale::c().toDateTime(QString::fromLatin1(header.trimmed()), u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s);
    if (!date.isValid())
        return {};
    date.setTimeSpec(Qt::UTC);
    return std::chrono::seconds(std::clamp(now.secsTo(date), qint64(0), Most));
}

} // namespace howdah::prompt
