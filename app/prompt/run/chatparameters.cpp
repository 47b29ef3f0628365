// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/run/chatparameters.h"

#include <QHash>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

// The words of Dotprompt and of the protocol itself. Empty: it is none of the protocol.
static QString protocolName(const QString &key)
{
    static const QHash<QString, QString> names{
        {u"temperature"_s, u"temperature"_s},
        {u"topP"_s, u"top_p"_s},
        {u"top_p"_s, u"top_p"_s},
        {u"maxOutputTokens"_s, u"max_tokens"_s},
        {u"max_output_tokens"_s, u"max_tokens"_s},
        {u"maxTokens"_s, u"max_tokens"_s},
        {u"max_tokens"_s, u"max_tokens"_s},
        {u"max_completion_tokens"_s, u"max_completion_tokens"_s},
        {u"stopSequences"_s, u"stop"_s},
        {u"stop_sequences"_s, u"stop"_s},
        {u"stop"_s, u"stop"_s},
        {u"frequencyPenalty"_s, u"frequency_penalty"_s},
        {u"frequency_penalty"_s, u"frequency_penalty"_s},
        {u"presencePenalty"_s, u"presence_penalty"_s},
        {u"presence_penalty"_s, u"presence_penalty"_s},
        {u"seed"_s, u"seed"_s},
        {u"response_format"_s, u"response_format"_s},
        {u"reasoning_effort"_s, u"reasoning_effort"_s},
    };
    return names.value(key);
}

ChatParameters chatParameters(const Prompt &prompt)
{
    ChatParameters found;
    const QJsonObject metadata = metadataOf(prompt).value_or(QJsonObject());
    const QJsonObject config = metadata["config"_L1].toObject();
    for (auto it = config.begin(); it != config.end(); ++it) {
        if (const QString name = protocolName(it.key()); !name.isEmpty())
            found.parameters.insert(name, it.value());
        else
            found.left << it.key();
    }
    const bool isJson = metadata["output"_L1]["format"_L1].toString() == "json"_L1;
    if (isJson && !found.parameters.contains(u"response_format"_s))
        found.parameters.insert(u"response_format"_s, QJsonObject{{u"type"_s, u"json_object"_s}});
    return found;
}

} // namespace howdah::prompt
