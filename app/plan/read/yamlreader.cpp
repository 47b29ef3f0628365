// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/read/item.h"
#include "plan/tr.h"

#include <sstream>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

using namespace Qt::StringLiterals;

namespace howdah::plan {

namespace {

// Takes what yaml-cpp reads as it is read, so that what came before a fault is kept. EXPLAIN writes no anchors; what
// has some could be a circle, or grow beyond measure.
class YamlItems final : public YAML::EventHandler
{
public:
    explicit YamlItems(Document &document)
        : m_document(document)
    {
    }

    void OnDocumentStart(const YAML::Mark &) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark &mark, YAML::anchor_t anchor) override { put({}, mark, anchor); }
    void OnAlias(const YAML::Mark &mark, YAML::anchor_t) override
    {
        throw YAML::ParserException(mark, "an alias, which no plan has");
    }
    void OnScalar(const YAML::Mark &mark, const std::string &, YAML::anchor_t anchor, const std::string &value) override
    {
        QString text = QString::fromStdString(value);
        if (!m_open.empty() && m_open.back()->kind == Item::Kind::Map && !m_hasKey.back()) {
            m_keys.back() = std::move(text);
            m_hasKey.back() = true;
            return;
        }
        put(Item::ofText(std::move(text)), mark, anchor);
    }
    void OnSequenceStart(
        const YAML::Mark &mark, const std::string &, YAML::anchor_t anchor, YAML::EmitterStyle::value) override
    {
        open(Item::Kind::List, mark, anchor);
    }
    void
    OnMapStart(const YAML::Mark &mark, const std::string &, YAML::anchor_t anchor, YAML::EmitterStyle::value) override
    {
        open(Item::Kind::Map, mark, anchor);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapEnd() override { close(); }

private:
    Item &put(Item item, const YAML::Mark &mark, YAML::anchor_t anchor)
    {
        if (anchor != YAML::anchor_t(0))
            throw YAML::ParserException(mark, "an anchor, which no plan has");
        if (--m_left < 0 || m_open.size() > size_t(MostItemDepth))
            throw YAML::ParserException(mark, "too much of it");
        item.line = mark.line + 1;
        if (m_open.empty()) {
            m_document.root = std::move(item);
            return m_document.root;
        }
        Item &parent = *m_open.back();
        if (parent.kind == Item::Kind::List)
            return parent.items.emplace_back(std::move(item));
        m_hasKey.back() = false;
        return parent.add(std::move(m_keys.back()), std::move(item));
    }
    void open(Item::Kind kind, const YAML::Mark &mark, YAML::anchor_t anchor)
    {
        if (!m_open.empty() && m_open.back()->kind == Item::Kind::Map && !m_hasKey.back())
            throw YAML::ParserException(mark, "a key that is not a text");
        // Of what is open nothing is moved: only the last item of a parent is.
        m_open.push_back(&put(Item::of(kind), mark, anchor));
        m_keys.emplace_back();
        m_hasKey.push_back(false);
    }
    void close()
    {
        m_open.pop_back();
        m_keys.pop_back();
        m_hasKey.pop_back();
    }

    Document &m_document;
    std::vector<Item *> m_open;
    std::vector<QString> m_keys;
    std::vector<bool> m_hasKey;
    qsizetype m_left = MostItems;
};

} // namespace

Document readYaml(const QByteArray &utf8)
{
    Document document;
    YamlItems items(document);
    try {
        std::istringstream stream(utf8.toStdString());
        YAML::Parser parser(stream);
        parser.HandleNextDocument(items);
    } catch (const YAML::Exception &exception) {
        document.problems.push_back(
            {exception.mark.is_null() ? 0 : exception.mark.line + 1,
             tr("The YAML cannot be read from here on: %1").arg(QString::fromStdString(exception.msg))});
    }
    return document;
}

} // namespace howdah::plan
