// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/dotprompt.h"
#include "prompt/exchange/exchangeformat.h"

#include <QJsonObject>

namespace howdah::prompt {

// What a foreign file holds for us alone, where other programs look past it: in a comment, or under a key that they do
// not know. name, version and promptId where the format has no place for them, and under "exact", by field, what stands
// there in another way ("is"), as long as that was not edited ("seen").
inline const QString RecordKey = QStringLiteral("howdah");
[[nodiscard]] QString recordChecksum(const QString &text);

// Reads prompts of other formats into ours. Used once.
class ForeignImporter
{
public:
    explicit ForeignImporter(const QString &fileName)
        : m_file(fileName)
    {
    }
    virtual ~ForeignImporter() = default;
    Q_DISABLE_COPY_MOVE(ForeignImporter)

    [[nodiscard]] virtual Result<Imported> read(const QByteArray &bytes) = 0;

protected:
    void lose(const QString &field, const QString &reason);
    [[nodiscard]] Result<QJsonValue> json(const QByteArray &bytes) const;
    [[nodiscard]] Result<QJsonObject> yamlMap(const QByteArray &yaml, int linesBefore) const;
    // Of a line "# howdah: {...}".
    void takeRecord(const QByteArray &bytes);

    void begin();
    // {"role": ..., "content": ...}; a first message of the system is the system prompt, the others the user message.
    void addMessages(const QJsonArray &list);
    void addMessage(const QString &role, const QString &text);
    // Ends a prompt: version as others write it, 3 or 1.2.
    void finish(const QString &version);
    [[nodiscard]] Result<Imported> finished(const QString &version);

    QString m_file;
    Prompt m_prompt;
    QJsonObject m_metadata;
    QJsonObject m_record;
    Imported m_imported;

private:
    void takeTexts();
    void applyRecord();

    std::vector<Message> m_messages;
};

[[nodiscard]] std::unique_ptr<ForeignImporter> headImporter(const QString &fileName, bool liteLlm);
[[nodiscard]] std::unique_ptr<ForeignImporter> gitHubImporter(const QString &fileName);
[[nodiscard]] std::unique_ptr<ForeignImporter> langfuseImporter(const QString &fileName);
// foreignimport_more.cpp
[[nodiscard]] std::unique_ptr<ForeignImporter> langChainImporter(const QString &fileName);
[[nodiscard]] std::unique_ptr<ForeignImporter> promptfooImporter(const QString &fileName, bool csv);
[[nodiscard]] std::unique_ptr<ForeignImporter> requestImporter(const QString &fileName);

} // namespace howdah::prompt
