// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/exchange/exchangeformat.h"

#include <QJsonArray>
#include <QJsonObject>

namespace howdah::prompt {

// Whether files of a format can hold what only we read.
[[nodiscard]] bool hasRecord(ExchangeFormat format);

// Writes ours as others have it.
class ForeignExporter final
{
public:
    explicit ForeignExporter(std::vector<Loss> &losses)
        : m_losses(losses)
    {
    }

    // `record`: what only we read (foreignimport.h).
    [[nodiscard]] QByteArray write(ExchangeFormat format, const Prompt &prompt, const QJsonObject &record);
    [[nodiscard]] QJsonObject langfuse(const Prompt &prompt, const QJsonObject &record);

private:
    void begin(const Prompt &prompt);
    void lose(const QString &field, const QString &reason);
    void loseRest();
    [[nodiscard]] QByteArray gitHub(const Prompt &prompt);
    [[nodiscard]] QByteArray prompty(const Prompt &prompt, const QJsonObject &record);
    [[nodiscard]] QByteArray liteLlm(const Prompt &prompt, const QJsonObject &record);
    [[nodiscard]] QByteArray langChain(const Prompt &prompt, const QJsonObject &record);
    [[nodiscard]] QByteArray promptfoo(const Prompt &prompt, bool csv, const QJsonObject &record);
    [[nodiscard]] QByteArray request(const Prompt &prompt, bool anthropic);
    [[nodiscard]] QJsonArray messages(bool placeholders = false);
    [[nodiscard]] QByteArray turns(const Prompt &prompt, bool liteLlm, const QJsonArray &attributes = {});

    std::vector<Loss> &m_losses;
    const Prompt *m_prompt = nullptr;
    QJsonObject m_metadata;
};

} // namespace howdah::prompt
